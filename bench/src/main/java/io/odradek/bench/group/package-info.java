/* SPDX-License-Identifier: Apache-2.0 */
/** Members of groups, by the hundred in one thread: what stock clients send, over plain connections. */
@NullMarked
package io.odradek.bench.group;

import org.jspecify.annotations.NullMarked;
