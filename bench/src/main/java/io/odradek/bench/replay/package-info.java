/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A load generator of our own: requests that were encoded before any clock ran, many connections on one loop, answers
 * that are counted and thrown away. On a machine that the brokers share it leaves most of the CPU to them, and what it
 * sees is not hidden behind a client's buffers. A producer's requests are paced or flooded; a reader checks that what it
 * gets follows on what it had.
 */
@NullMarked
package io.odradek.bench.replay;

import org.jspecify.annotations.NullMarked;
