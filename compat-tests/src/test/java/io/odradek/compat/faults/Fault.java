/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

/** What is done to a process, its network or its disk. */
enum Fault {
    /** kill -9. */
    KILL(Needs.NOTHING),
    /** SIGSTOP: its connections stay open. */
    SUSPEND(Needs.NOTHING),
    /** SIGTERM, then a new start. */
    RESTART(Needs.NOTHING),
    /** Alone in the world: nothing in or out. */
    CUT_OFF(Needs.NETWORK),
    /** What it sends is swallowed; it hears everything. */
    CUT_OUTGOING(Needs.NETWORK),
    /** It hears nothing; what it sends arrives. */
    CUT_INCOMING(Needs.NETWORK),
    /** No other broker, both ways; clients and ZooKeeper remain. */
    CUT_FROM_PEERS(Needs.NETWORK),
    /** Not one other broker, both ways: each may think that it is the other that hangs. */
    CUT_FROM_ONE_PEER(Needs.NETWORK),
    /** One other broker hears nothing of it. */
    CUT_TO_ONE_PEER(Needs.NETWORK),
    /** No ZooKeeper, both ways; brokers and clients remain. Under KRaft the same as nothing. */
    CUT_FROM_ZOOKEEPER(Needs.NETWORK),
    /** No byte free where its logs are. */
    FULL_DISK(Needs.DISK);

    enum Needs {
        NOTHING,
        NETWORK,
        DISK
    }

    final Needs needs;

    Fault(Needs needs) {
        this.needs = needs;
    }
}
