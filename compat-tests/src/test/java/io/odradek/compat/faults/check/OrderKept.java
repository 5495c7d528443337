/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one producer sent to one partition is stored in the order in which it was sent. */
public final class OrderKept implements Check {

    private record Line(int partition, int producer) {}

    @Override
    public List<Violation> violations(Outcome outcome) {
        Map<Line, Content> last = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Placed record : outcome.stored()) {
            Content content = record.content();
            Content before = last.put(new Line(record.partition(), content.producer()), content);
            if (before != null && before.sequence() > content.sequence()) {
                violations.add(new Violation(
                        "OrderKept", record.partition(), record.offset(), content + " stands behind " + before));
            }
        }
        return violations;
    }
}
