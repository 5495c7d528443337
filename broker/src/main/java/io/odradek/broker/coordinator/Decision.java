/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to become of a request or a timer: records to store, a reply, and what follows for others who wait. Pure: it
 * changes nothing by itself.
 *
 * @param records appended in one batch, perhaps with those of other decisions; all or none
 * @param effects run before the reply is given
 */
public record Decision<R>(List<CoordinatorRecord> records, R reply, List<Effect> effects) {
    /** Nothing is stored. */
    public static <R> Decision<R> of(R reply) {
        return new Decision<>(List.of(), reply, List.of());
    }

    public static <R> Decision<R> of(List<CoordinatorRecord> records, R reply) {
        return new Decision<>(records, reply, List.of());
    }

    /** One more effect. */
    public Decision<R> with(Effect effect) {
        List<Effect> more = new ArrayList<>(effects);
        more.add(effect);
        return new Decision<>(records, reply, more);
    }
}
