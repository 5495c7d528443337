/* SPDX-License-Identifier: Apache-2.0 */
/** Clusters inside this JVM. */
@NullMarked
package io.odradek.compat.embedded;

import org.jspecify.annotations.NullMarked;
