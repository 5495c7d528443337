/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Asks for the committed offsets of groups all the time: what it has heard once must not be taken back. */
final class OffsetsWatch implements AutoCloseable {
    private static final int EVERY_MS = 100;
    private static final int ANSWER_SECONDS_MAX = 20;

    private final Admin admin;
    private final List<String> groups;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Map<TopicPartition, Long>> heard = new HashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    /** Takes the client over. */
    OffsetsWatch(Admin admin, List<String> groups) {
        this.admin = admin;
        this.groups = groups;
        Future<?> unused = thread.scheduleWithFixedDelay(this::ask, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        for (String group : groups) {
            try {
                Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                                Map.of(group, new ListConsumerGroupOffsetsSpec()))
                        .partitionsToOffsetAndMetadata(group)
                        .get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
                hear(group, offsets);
            } catch (ExecutionException | TimeoutException unanswered) {
                // A coordinator is being killed: what was heard before and after counts.
                refusals.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void hear(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        answers.incrementAndGet();
        Map<TopicPartition, Long> before = heard.computeIfAbsent(group, any -> new HashMap<>());
        before.forEach((partition, offset) -> {
            OffsetAndMetadata now = offsets.get(partition);
            if (now == null || now.offset() < offset) {
                violations.add(group + " " + partition + " was at " + offset + " and is at " + now);
            }
        });
        offsets.forEach((partition, offset) -> before.put(partition, offset.offset()));
    }

    String answers() {
        return answers + " answers about committed offsets, " + refusals + " questions in vain";
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(java.time.Duration.ZERO);
    }
}
