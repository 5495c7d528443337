/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.check.Content;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** What the clients of a run did and were told. Any thread. */
final class History {

    private final Set<Content> sent = ConcurrentHashMap.newKeySet();
    private final Queue<Placed> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Placed> seen = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final Queue<Violation> surprises = new ConcurrentLinkedQueue<>();

    void sent(Content content) {
        sent.add(content);
    }

    void acknowledged(Placed record) {
        acknowledged.add(record);
    }

    /** The producer does not know whether it is stored: that is allowed. */
    void failed(long atMs, Content content, Exception cause) {
        failed.add(atMs + " ms " + content + " " + cause);
    }

    void seen(Placed record) {
        seen.add(record);
    }

    /** What no client should have been told. */
    void surprise(Violation violation) {
        surprises.add(violation);
    }

    Set<Content> sent() {
        return new HashSet<>(sent);
    }

    List<Placed> acknowledged() {
        return List.copyOf(acknowledged);
    }

    List<Placed> seen() {
        return List.copyOf(seen);
    }

    List<String> failed() {
        return List.copyOf(failed);
    }

    List<Violation> surprises() {
        return List.copyOf(surprises);
    }

    /** How many pairs of a producer and a partition have had an acknowledgement. */
    long acquainted() {
        return acknowledged.stream()
                .map(record -> new Content(record.content().producer(), record.partition(), 0))
                .distinct()
                .count();
    }

    /** The longest time without one acknowledgement between the first and the last. */
    long longestSilenceMs() {
        return longestSilenceMs(0);
    }

    /** The same from then on. */
    long longestSilenceMs(long fromMs) {
        long[] times = acknowledged.stream()
                .mapToLong(Placed::atMs)
                .filter(atMs -> atMs >= fromMs)
                .sorted()
                .toArray();
        return IntStream.range(1, times.length)
                .mapToLong(i -> times[i] - times[i - 1])
                .max()
                .orElse(0);
    }

    /** All that is known about one place of a partition, and about the contents named there. */
    String around(int partition, long offset) {
        StringBuilder text = new StringBuilder();
        for (Queue<Placed> records : List.of(acknowledged, seen)) {
            records.stream()
                    .filter(record -> record.partition() == partition && Math.abs(record.offset() - offset) <= 3)
                    .forEach(record -> text.append("  ").append(record).append('\n'));
        }
        return text.toString();
    }
}
