/* SPDX-License-Identifier: Apache-2.0 */
/** Brokers and stock tools as real processes, for the compatibility tests and the benchmark. */
@NullMarked
package io.odradek.compat.process;

import org.jspecify.annotations.NullMarked;
