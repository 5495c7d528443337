/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.groups.campaign.Recorder.Given;
import io.odradek.compat.groups.campaign.Recorder.Owning;
import io.odradek.compat.groups.campaign.Recorder.Processed;
import io.odradek.protocol.message.OffsetCommitValue;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Whether a group has processed each record that was acknowledged. A record that it has not is told with everything that
 * is known of its place: who processed what stands before and after it, who had the partition, what was committed.
 */
final class Completeness {
    /** So many records, and so many milliseconds, on either side. */
    private static final int NEIGHBOURS = 3;

    private static final long NEAR_MS = 3_000;

    private final String group;
    private final List<Processed> processed;
    private final Recorder recorder;
    private final StoredGroups stored;

    private Completeness(String group, List<Processed> processed, Recorder recorder, StoredGroups stored) {
        this.group = group;
        this.processed = processed;
        this.recorder = recorder;
        this.stored = stored;
    }

    static Completeness of(String group, Recorder recorder, StoredGroups stored) {
        List<Processed> processed = recorder.processed().stream()
                .filter(record -> record.group().equals(group))
                .toList();
        return new Completeness(group, processed, recorder, stored);
    }

    int processed() {
        return processed.size();
    }

    List<String> violations(Map<String, RecordMetadata> acknowledged) {
        Set<String> seen = processed.stream().map(Processed::value).collect(Collectors.toCollection(HashSet::new));
        return acknowledged.entrySet().stream()
                .filter(record -> !seen.contains(record.getKey()))
                .map(record -> missing(record.getKey(), record.getValue()))
                .toList();
    }

    private String missing(String value, RecordMetadata place) {
        return group + " has never processed " + value + " (" + place + ", written at "
                + Recorder.wall(place.timestamp())
                + "):\n    processed there: " + neighbours(place) + "\n    owned: " + owners(place)
                + "\n    committed: "
                + commits(place);
    }

    private String neighbours(RecordMetadata place) {
        return processed.stream()
                .filter(record -> record.partition() == place.partition()
                        && Math.abs(record.offset() - place.offset()) <= NEIGHBOURS)
                .sorted(Comparator.comparingLong(Processed::offset))
                .map(record -> record.offset() + " by " + record.member()
                        + (record.atNs() == 0 ? "" : " at " + recorder.at(record.atNs())))
                .collect(Collectors.joining(", "));
    }

    private String owners(RecordMetadata place) {
        return recorder.ownings().stream()
                .filter(owning ->
                        owning.group().equals(group) && owning.partitions().contains(place.partition()))
                .map(this::said)
                .collect(Collectors.joining(", "));
    }

    private String said(Owning owning) {
        String generation = owning instanceof Given given ? " in " + given.generation() : "";
        return owning.member() + " " + owning.getClass().getSimpleName() + generation + " at "
                + recorder.at(owning.atNs());
    }

    private String commits(RecordMetadata place) {
        return stored.commits(group, place.topic(), place.partition()).stream()
                .filter(commit -> Math.abs(commit.commitTimestamp() - place.timestamp()) < NEAR_MS
                        || Math.abs(commit.offset() - place.offset()) <= NEIGHBOURS)
                .map(this::said)
                .collect(Collectors.joining(", "));
    }

    private String said(OffsetCommitValue commit) {
        return commit.offset() + " at " + Recorder.wall(commit.commitTimestamp());
    }
}
