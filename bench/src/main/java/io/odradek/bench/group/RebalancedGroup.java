/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

/** A group of one protocol or the other, whose members are all played by the thread that calls. */
public interface RebalancedGroup extends AutoCloseable {

    /** From one member's leave until all others have their new assignments. The member is forgotten. */
    Timing leave();

    /** From a new member's join until all have their new assignments. */
    Timing joinOne(int port);

    @Override
    void close();
}
