/* SPDX-License-Identifier: Apache-2.0 */
/** Clusters inside somebody else's JVM: for the tests of applications. */
@NullMarked
package io.odradek.embedded;

import org.jspecify.annotations.NullMarked;
