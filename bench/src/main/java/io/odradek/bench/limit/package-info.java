/* SPDX-License-Identifier: Apache-2.0 */
/** What the machine itself needs for a broker's bytes: programs that do nothing but move them, and who runs them. */
@NullMarked
package io.odradek.bench.limit;

import org.jspecify.annotations.NullMarked;
