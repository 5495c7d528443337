/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;

/** Topics through the Admin client, with short back-offs, since the time until leaders answer is a figure. */
final class Topics implements AutoCloseable {

    private static final Duration TIME_MAX = Duration.ofMinutes(5);

    private static final Duration RETRY = Duration.ofMillis(10);

    private final Lap lap;
    private final Admin admin;

    Topics(Lap lap) {
        this.lap = lap;
        admin = Admin.create(Map.of(
                "bootstrap.servers", lap.broker().bootstrapServers(),
                "retry.backoff.ms", 20,
                "retry.backoff.max.ms", 50,
                "reconnect.backoff.ms", 20,
                "reconnect.backoff.max.ms", 50,
                "request.timeout.ms", (int) TIME_MAX.toMillis(),
                "default.api.timeout.ms", (int) TIME_MAX.toMillis()));
    }

    static void create(Lap lap, String name, int partitions) {
        try (Topics topics = new Topics(lap)) {
            topics.create(List.of(name), partitions);
            topics.awaitLeaders(List.of(name), partitions);
        }
    }

    /** A request each, all at once: Kafka refuses more than 10,000 records of metadata in one. */
    void create(List<String> names, int partitions) {
        names.stream()
                .map(name -> admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                        .all())
                .toList()
                .forEach(Topics::get);
    }

    /** One partition, with these settings. */
    void create(String name, Map<String, String> settings) {
        get(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(settings)))
                .all());
    }

    void alter(String name, String key, String value) {
        set(new ConfigResource(ConfigResource.Type.TOPIC, name), key, value);
    }

    void alterGroup(String group, String key, String value) {
        set(new ConfigResource(ConfigResource.Type.GROUP, group), key, value);
    }

    private void set(ConfigResource resource, String key, String value) {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }

    /** Returns when each leader has answered ListOffsets. */
    void awaitLeaders(List<String> names, int partitions) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        names.forEach(name -> IntStream.range(0, partitions)
                .forEach(partition -> request.put(new TopicPartition(name, partition), OffsetSpec.latest())));
        long deadlineNs = System.nanoTime() + TIME_MAX.toNanos();
        while (!allAnswer(request) && System.nanoTime() < deadlineNs) {
            // Kafka answers a creation before its own broker has heard of the topic, and the client does not wait.
            lap.broker().process().waitFor(RETRY);
        }
    }

    private boolean allAnswer(Map<TopicPartition, OffsetSpec> request) {
        try {
            return get(admin.listOffsets(request).all()).size() == request.size();
        } catch (IllegalStateException e) {
            if (e.getCause() != null && e.getCause().getCause() instanceof RetriableException) {
                return false;
            }
            throw e;
        }
    }

    /** The names of the topics of P8 to P10. */
    static List<String> many(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("many-" + i);
        }
        return names;
    }

    @Override
    public void close() {
        admin.close();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
