/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.List;

/** What is stored was sent, and to this partition. */
public final class NothingInvented implements Check {

    @Override
    public List<Violation> violations(Outcome outcome) {
        List<Violation> violations = new ArrayList<>();
        for (Placed record : outcome.stored()) {
            boolean here = record.content().partition() == record.partition();
            if (!here || !outcome.sent().contains(record.content())) {
                violations.add(new Violation(
                        "NothingInvented",
                        record.partition(),
                        record.offset(),
                        record.content() + (here ? " was never sent" : " was sent to another partition")));
            }
        }
        return violations;
    }
}
