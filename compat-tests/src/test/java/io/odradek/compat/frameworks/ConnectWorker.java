/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.frameworks;

import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A worker of Kafka Connect in distributed mode, and its REST API. */
final class ConnectWorker implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePorts.one();
    private final ChildProcess process;

    ConnectWorker(String name, Path folder, String bootstrapServers) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", "connect",
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "org.apache.kafka.connect.storage.StringConverter",
                "listeners", "http://127.0.0.1:" + port,
                "plugin.discovery", "service_load",
                "plugin.path", folder.toString(),
                "offset.flush.interval.ms", "500"));
        for (String topic : new String[] {"offset", "config", "status"}) {
            settings.put(topic + ".storage.topic", "connect-" + topic + "s");
            settings.put(topic + ".storage.replication.factor", "1");
        }
        // How long the others wait for one that was killed, and for it to come back.
        settings.put("session.timeout.ms", "6000");
        settings.put("consumer.session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "1000");
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        process = StockJars.start(
                name,
                folder,
                "org.apache.kafka.connect.cli.ConnectDistributed",
                StockJars.settings(folder.resolve(name + ".properties"), settings));
    }

    /** The body of an answer that is not an error; fails with a {@link Refused} of any other. */
    String get(String path) {
        return send(request(path).GET());
    }

    String put(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    ChildProcess process() {
        return process;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER_MAX);
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new Refused(answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String answer) {
            super(answer);
        }
    }
}
