/* SPDX-License-Identifier: Apache-2.0 */
/** Record batches as views over bytes, and their compression. */
@NullMarked
package io.odradek.protocol.record;

import org.jspecify.annotations.NullMarked;
