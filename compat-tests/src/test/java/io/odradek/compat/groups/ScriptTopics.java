/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.awaitility.Awaitility.await;

import io.odradek.protocol.message.MetadataResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The topics that a script needs. Each call returns when whoever asks the broker hears of what was done. */
final class ScriptTopics implements AutoCloseable {
    private static final Duration DONE_MAX = Duration.ofSeconds(15);

    /** Kafka's coordinators hear of a topic a moment after whoever asks for metadata. */
    private static final int SETTLED_MS = 500;

    private final int port;
    private @Nullable RawClient client;

    ScriptTopics(int port) {
        this.port = port;
    }

    /** Makes it, or gives it more partitions, and returns its id. */
    String make(String name, int partitions) {
        String topic = "name=" + name;
        if (found(name).isEmpty()) {
            ask(
                    "CreateTopics",
                    7,
                    "timeoutMs=10000 topics=[%s numPartitions=%d replicationFactor=1]".formatted(topic, partitions));
        } else {
            ask(
                    "CreatePartitions",
                    3,
                    "timeoutMs=10000 topics=[%s count=%d assignments=~]".formatted(topic, partitions));
        }
        await().atMost(DONE_MAX).until(() -> led(name) == partitions);
        ScriptRun.pause(SETTLED_MS);
        return found(name);
    }

    void drop(String name) {
        ask("DeleteTopics", 6, "timeoutMs=10000 topics=[name=%s]".formatted(name));
        await().atMost(DONE_MAX).until(() -> found(name).isEmpty());
        ScriptRun.pause(SETTLED_MS);
    }

    /** Its id, or nothing. */
    private String found(String name) {
        return metadata(name).topics().stream()
                .filter(topic -> topic.errorCode() == 0)
                .map(topic -> topic.topicId().toString())
                .findFirst()
                .orElse("");
    }

    private long led(String name) {
        return metadata(name).topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .filter(partition -> partition.leaderId() >= 0)
                .count();
    }

    private MetadataResponse metadata(String name) {
        return (MetadataResponse) ask("Metadata", 12, "allowAutoTopicCreation=false topics=[name=%s]".formatted(name));
    }

    private ApiMessage ask(String api, int version, String fields) {
        if (client == null) {
            client = new RawClient("topics", port);
        }
        client.send(MessageText.request(api, fields), (short) version);
        return client.answer(DONE_MAX.toMillis()).orElseThrow();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
