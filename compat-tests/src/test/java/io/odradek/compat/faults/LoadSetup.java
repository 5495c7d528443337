/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

/**
 * What the clients do.
 *
 * @param recordsPerSecond of each producer
 */
record LoadSetup(String topic, int partitions, int producers, int readers, int recordsPerSecond) {}
