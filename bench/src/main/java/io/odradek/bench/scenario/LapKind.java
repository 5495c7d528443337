/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** The two lives that a broker has in a pair: one with traffic, one with many partitions. */
public enum LapKind {
    TRAFFIC,
    PARTITIONS
}
