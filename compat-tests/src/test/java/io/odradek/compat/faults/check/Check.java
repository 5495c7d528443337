/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.List;

/** One question to the outcome of a run. */
public interface Check {

    /** Empty if it is as it must be. */
    List<Violation> violations(Outcome outcome);

    /** All there are. */
    static List<Check> all() {
        return List.of(
                new NothingLost(),
                new NothingDoubled(),
                new NothingInvented(),
                new OrderKept(),
                new OffsetsDense(),
                new SeenStays(),
                new ReplicasIdentical(),
                new EpochsConsistent());
    }
}
