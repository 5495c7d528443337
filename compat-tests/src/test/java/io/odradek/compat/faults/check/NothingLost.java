/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every acknowledged record is stored, at the offset that its producer was told. A repetition that the broker knows as
 * such may be acknowledged without an offset: then it has to be stored anywhere.
 */
public final class NothingLost implements Check {

    private record Place(int partition, long offset) {}

    @Override
    public List<Violation> violations(Outcome outcome) {
        Map<Place, Content> stored = new HashMap<>();
        outcome.stored()
                .forEach(record -> stored.put(new Place(record.partition(), record.offset()), record.content()));
        List<Violation> violations = new ArrayList<>();
        Set<Content> anywhere = new HashSet<>(stored.values());
        for (Placed record : outcome.acknowledged()) {
            Content there = stored.get(new Place(record.partition(), record.offset()));
            boolean kept = record.offset() < 0
                    ? anywhere.contains(record.content())
                    : record.content().equals(there);
            if (!kept) {
                violations.add(new Violation(
                        "NothingLost",
                        record.partition(),
                        record.offset(),
                        record.content() + " was acknowledged at " + record.atMs() + " ms, and there is "
                                + (there == null ? "nothing" : there)));
            }
        }
        return violations;
    }
}
