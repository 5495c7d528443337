/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of a shard that somebody has made by asking for a member's id, and in which nobody has used one yet. Beyond
 * a number of them the oldest is forgotten for the newest, so that names alone do not fill the memory; whoever comes with
 * an id for a group that was forgotten asks for another one. Confined to the shard's loop.
 */
final class UnjoinedGroups {
    static final int MAX = 10_000;

    private static final Logger log = LoggerFactory.getLogger(UnjoinedGroups.class);

    private final Set<String> ids = new LinkedHashSet<>();
    private boolean told;

    /** Returns the records that take back the groups that are forgotten for it. */
    List<CoordinatorRecord> add(String id, Function<String, @Nullable Group> groups) {
        ids.add(id);
        List<CoordinatorRecord> forgotten = new ArrayList<>();
        while (ids.size() > MAX) {
            String oldest = ids.iterator().next();
            ids.remove(oldest);
            if (groups.apply(oldest) instanceof ClassicGroup group && group.isInEmptyState()) {
                tell(oldest);
                forgotten.addAll(group.tombstones());
            }
        }
        return forgotten;
    }

    /** It is gone, or more than a name. */
    void remove(String id) {
        ids.remove(id);
        told &= ids.size() > MAX / 2;
    }

    private void tell(String oldest) {
        if (!told) {
            told = true;
            log.warn(
                    "More than {} groups have been asked for and never joined, {} the first of them: the oldest are"
                            + " forgotten for the newest. Look for a client that makes up group ids",
                    MAX,
                    oldest);
        }
    }
}
