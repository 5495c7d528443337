/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a classic group needs from outside, on its loop.
 *
 * @param random for the member ids that it gives out
 */
record GroupWorld(GroupTimers timers, LongSupplier wallClockMs, RandomGenerator random) {}
