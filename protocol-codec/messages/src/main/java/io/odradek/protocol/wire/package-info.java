/* SPDX-License-Identifier: Apache-2.0 */
/** Wire primitives: bounds-checked readers and exact writers over Netty buffers. */
@NullMarked
package io.odradek.protocol.wire;

import org.jspecify.annotations.NullMarked;
