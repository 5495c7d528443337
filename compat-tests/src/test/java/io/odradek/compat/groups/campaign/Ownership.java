/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.groups.campaign.Recorder.Given;
import io.odradek.compat.groups.campaign.Recorder.GivenUp;
import io.odradek.compat.groups.campaign.Recorder.Lost;
import io.odradek.compat.groups.campaign.Recorder.Owning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * No partition is owned twice: not in one generation, and at no moment, by those that were not put out meanwhile. Members
 * of KIP-848 do not tell reliably in which epoch they were given something, so only the moment counts for them; their
 * epochs are looked at where they are stored ({@link StoredGroups}).
 */
final class Ownership {
    private record Place(String group, int partition) {}

    private record Generation(String group, int generation, int partition) {}

    private final Map<Place, String> owners = new HashMap<>();
    private final Map<Generation, String> inGeneration = new HashMap<>();
    private final List<Lost> lost;
    private final List<String> violations = new ArrayList<>();

    private Ownership(List<Lost> lost) {
        this.lost = lost;
    }

    static List<String> violations(List<Owning> ownings) {
        Ownership check = new Ownership(ownings.stream()
                .filter(Lost.class::isInstance)
                .map(Lost.class::cast)
                .toList());
        ownings.stream().sorted(Comparator.comparingLong(Owning::atNs)).forEach(check::next);
        return check.violations;
    }

    private void next(Owning event) {
        if (event instanceof Given given) {
            given.partitions().forEach(partition -> given(given, partition));
        } else if (event instanceof GivenUp up) {
            up.partitions().forEach(partition -> owners.remove(new Place(up.group(), partition), up.member()));
        } else if (event instanceof Lost gone) {
            gone.partitions().forEach(partition -> owners.remove(new Place(gone.group(), partition), gone.member()));
        }
    }

    private void given(Given given, int partition) {
        String before = owners.put(new Place(given.group(), partition), given.member());
        if (before != null && !before.equals(given.member()) && !isLost(before, partition, given.atNs())) {
            violations.add(
                    "partition " + partition + " is given to " + given.member() + " while " + before + " has it");
        }
        if (given.generation() >= 0) {
            String other = inGeneration.putIfAbsent(
                    new Generation(given.group(), given.generation(), partition), given.member());
            if (other != null && !Objects.equals(other, given.member())) {
                violations.add("partition " + partition + " belongs to " + other + " and to " + given.member()
                        + " in generation " + given.generation() + " of " + given.group());
            }
        }
    }

    /** It was put out, and hears of it later. */
    private boolean isLost(String member, int partition, long atNs) {
        return lost.stream()
                .anyMatch(gone -> gone.member().equals(member)
                        && gone.atNs() >= atNs
                        && gone.partitions().contains(partition));
    }
}
