/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.config.KeyDefinition;
import io.odradek.broker.config.KeyTable;
import io.odradek.protocol.message.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code docs/API.md} says what the registry of a running broker says. With {@code -Dapi.table.write=true} the test
 * writes the file instead.
 */
@Timeout(60)
final class ApiTableTest {
    private static final Path FILE = Path.of("../docs/API.md");
    private static final int LINE_CHARS_MAX = 118;

    @Test
    void theDocumentedApisAreTheServedOnes() throws IOException {
        Simulation simulation = new Simulation(1);
        SimulatedBroker broker = new SimulatedBroker(simulation);
        broker.start();
        String table = markdown(broker.registry());
        broker.stop();
        if (Boolean.getBoolean("api.table.write")) {
            Files.writeString(FILE, table);
        }

        assertThat(Files.readString(FILE))
                .as("docs/API.md; run this test with -Dapi.table.write=true to write it anew")
                .isEqualTo(table);
    }

    private static String markdown(ApiRegistry registry) {
        StringBuilder text =
                new StringBuilder("# APIs\n\nDerived from the registry of handlers; a test keeps it so.\n");
        text.append("\n## Served\n\n| key | API | versions |\n|---:|---|---|\n");
        for (ApiHandler<?, ?> handler : registry.handlers()) {
            text.append("| ")
                    .append(handler.apiKey().id())
                    .append(" | ")
                    .append(handler.apiKey().apiName())
                    .append(" | ")
                    .append(versions(handler))
                    .append(" |\n");
        }
        List<String> missing = new ArrayList<>();
        for (ApiKey key : ApiKey.values()) {
            if (registry.handler(key.id()) == null) {
                missing.add(key.apiName());
            }
        }
        text.append(
                "\n## Not served\n\nNeither advertised nor answered: the connection of a client that asks ends.\n\n");
        wrap(text, missing);
        text.append("\n## Configuration without effect\n\nKeys of Kafka's brokers that are known and checked, and that"
                + " nothing here reads. Those that are set are named\nin the log at start.\n\n");
        wrap(
                text,
                KeyTable.broker().all().stream()
                        .filter(key -> !key.effective())
                        .map(KeyDefinition::name)
                        .toList());
        return text.toString();
    }

    private static String versions(ApiHandler<?, ?> handler) {
        return handler.lowestVersion() == handler.highestVersion()
                ? Short.toString(handler.lowestVersion())
                : handler.lowestVersion() + "–" + handler.highestVersion();
    }

    private static void wrap(StringBuilder text, List<String> words) {
        int column = 0;
        for (int i = 0; i < words.size(); i++) {
            String item = '`' + words.get(i) + '`' + (i == words.size() - 1 ? "." : ",");
            if (column > 0 && column + 1 + item.length() > LINE_CHARS_MAX) {
                text.append('\n');
                column = 0;
            }
            text.append(column == 0 ? "" : " ").append(item);
            column += item.length() + (column == 0 ? 0 : 1);
        }
        text.append(words.isEmpty() ? "None.\n" : "\n");
    }
}
