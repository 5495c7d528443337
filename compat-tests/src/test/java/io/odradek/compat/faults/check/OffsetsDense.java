/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The offsets of each partition count from 0 by one. */
public final class OffsetsDense implements Check {

    @Override
    public List<Violation> violations(Outcome outcome) {
        Map<Integer, Long> next = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Placed record : outcome.stored()) {
            long expected = next.getOrDefault(record.partition(), 0L);
            if (record.offset() != expected) {
                violations.add(new Violation(
                        "OffsetsDense", record.partition(), record.offset(), "offset " + expected + " was expected"));
            }
            next.put(record.partition(), record.offset() + 1);
        }
        return violations;
    }
}
