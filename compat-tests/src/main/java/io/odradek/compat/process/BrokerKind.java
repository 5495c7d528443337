/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

/** Whose broker a process is. */
public enum BrokerKind {
    ODRADEK,
    /** The newest Apache Kafka, KRaft: it has no ZooKeeper and no cluster with the other two. */
    KAFKA,
    /** The last Apache Kafka with a ZooKeeper mode. */
    LEGACY_KAFKA
}
