/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a consumer saw is what is stored there at the end, and it saw every offset, once, in order. */
public final class SeenStays implements Check {

    private static final String NAME = "SeenStays";

    private record Place(int partition, long offset) {}

    private record Line(String reader, int partition) {}

    @Override
    public List<Violation> violations(Outcome outcome) {
        Map<Place, Content> stored = new HashMap<>();
        outcome.stored()
                .forEach(record -> stored.put(new Place(record.partition(), record.offset()), record.content()));
        Map<Line, Long> next = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Placed record : outcome.seen()) {
            Content there = stored.get(new Place(record.partition(), record.offset()));
            if (!record.content().equals(there)) {
                violations.add(new Violation(
                        NAME,
                        record.partition(),
                        record.offset(),
                        record.by() + " saw " + record.content() + " at " + record.atMs() + " ms, and there is "
                                + (there == null ? "nothing" : there)));
            }
            Line line = new Line(record.by(), record.partition());
            long expected = next.getOrDefault(line, 0L);
            if (record.offset() != expected) {
                violations.add(new Violation(
                        NAME,
                        record.partition(),
                        record.offset(),
                        record.by() + " should have seen offset " + expected));
            }
            next.put(line, record.offset() + 1);
        }
        return violations;
    }
}
