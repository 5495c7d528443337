/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** The lives that a side has in a pair. */
public enum LapKind {
    /** One broker with traffic. */
    TRAFFIC,
    /** One broker with many partitions. */
    PARTITIONS,
    /** Three brokers with traffic. */
    REPLICATION,
    /** Three brokers with many partitions. */
    REPLICAS
}
