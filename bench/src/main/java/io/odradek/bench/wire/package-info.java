/* SPDX-License-Identifier: Apache-2.0 */
/** Requests as they go over a connection of our own, by the codec of the project. */
@NullMarked
package io.odradek.bench.wire;

import org.jspecify.annotations.NullMarked;
