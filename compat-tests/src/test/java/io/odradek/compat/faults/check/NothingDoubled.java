/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nothing that was sent once is stored twice: the producers are idempotent. */
public final class NothingDoubled implements Check {

    @Override
    public List<Violation> violations(Outcome outcome) {
        Map<Content, Placed> first = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Placed record : outcome.stored()) {
            Placed before = first.putIfAbsent(record.content(), record);
            if (before != null) {
                violations.add(new Violation(
                        "NothingDoubled",
                        record.partition(),
                        record.offset(),
                        record.content() + " stands at offset " + before.offset() + " of partition "
                                + before.partition() + " already"));
            }
        }
        return violations;
    }
}
