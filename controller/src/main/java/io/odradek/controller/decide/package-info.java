/* SPDX-License-Identifier: Apache-2.0 */
/** Pure decisions: election, ISR arithmetic, placement, validation. */
@NullMarked
package io.odradek.controller.decide;

import org.jspecify.annotations.NullMarked;
