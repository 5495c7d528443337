/* SPDX-License-Identifier: Apache-2.0 */
/** Groups of consumers: who is in them, who has what, and what they committed. */
@NullMarked
package io.odradek.broker.coordinator.group;

import org.jspecify.annotations.NullMarked;
