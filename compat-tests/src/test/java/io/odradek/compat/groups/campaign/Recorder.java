/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the members of all groups noticed, each at its time by one clock. Any thread. */
final class Recorder {

    /** What a member has from then on. */
    sealed interface Owning {
        long atNs();

        String group();

        String member();

        Set<Integer> partitions();
    }

    /**
     * Partitions were given to a member.
     *
     * @param partitions all that it has now
     * @param generation of the group, as the member knows it; -1 where it does not tell
     */
    record Given(long atNs, String group, String member, Set<Integer> partitions, int generation) implements Owning {}

    /** A member gave partitions up before others could have them. */
    record GivenUp(long atNs, String group, String member, Set<Integer> partitions) implements Owning {}

    /** A member heard that it had been put out: others may have had them for a while. */
    record Lost(long atNs, String group, String member, Set<Integer> partitions) implements Owning {}

    /** @param atNs 0 where it is not known */
    record Processed(long atNs, String group, String member, int partition, long offset, String value) {}

    record Committed(long atNs, String group, String member) {}

    private final long startNs = System.nanoTime();
    private final long startMs = System.currentTimeMillis();
    private final Queue<Owning> ownings = new ConcurrentLinkedQueue<>();
    private final Queue<Processed> processed = new ConcurrentLinkedQueue<>();
    private final Queue<Committed> commits = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    void given(String group, String member, Collection<Integer> partitions, int generation) {
        ownings.add(new Given(System.nanoTime(), group, member, Set.copyOf(partitions), generation));
    }

    void givenUp(String group, String member, Collection<Integer> partitions) {
        ownings.add(new GivenUp(System.nanoTime(), group, member, Set.copyOf(partitions)));
    }

    void lost(String group, String member, Collection<Integer> partitions) {
        ownings.add(new Lost(System.nanoTime(), group, member, Set.copyOf(partitions)));
    }

    void processed(Processed record) {
        processed.add(record);
    }

    void committed(String group, String member) {
        commits.add(new Committed(System.nanoTime(), group, member));
    }

    /** What no member should have met. */
    void surprise(String what) {
        surprises.add(what);
    }

    /** A time of the recorder's clock as one of the wall's. */
    String at(long ns) {
        return wall(startMs + (ns - startNs) / 1_000_000);
    }

    /** As logs tell it. */
    static String wall(long ms) {
        return Instant.ofEpochMilli(ms).toString().substring(11);
    }

    List<Owning> ownings() {
        return List.copyOf(ownings);
    }

    List<Processed> processed() {
        return List.copyOf(processed);
    }

    List<Committed> commits() {
        return List.copyOf(commits);
    }

    List<String> surprises() {
        return List.copyOf(surprises);
    }
}
