/* SPDX-License-Identifier: Apache-2.0 */
/** The composition root: the only place that makes things. */
@NullMarked
package io.odradek.broker;

import org.jspecify.annotations.NullMarked;
