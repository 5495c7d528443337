/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.protocol.message.ApiKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** {@code docs/API.md}: what is served and what is not, as a test derives it from the registry. */
final class ApiTable {
    private static final int KEYS_PER_LINE_CHARS = 118;

    private ApiTable() {}

    static String markdown(ApiRegistry registry, Collection<String> ineffectiveKeys) {
        StringBuilder text = new StringBuilder("# APIs\n\nGenerated from the registry; a test keeps it so.\n");
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
        text.append("\n## Configuration without effect\n\nKnown keys of Kafka's brokers that nothing here reads."
                + " They are checked, kept, and named in the log at start if they are set.\n\n");
        wrap(text, new TreeSet<>(ineffectiveKeys));
        return text.toString();
    }

    private static String versions(ApiHandler<?, ?> handler) {
        return handler.lowestVersion() == handler.highestVersion()
                ? Short.toString(handler.lowestVersion())
                : handler.lowestVersion() + "–" + handler.highestVersion();
    }

    private static void wrap(StringBuilder text, Collection<String> words) {
        int column = 0;
        int left = words.size();
        for (String word : words) {
            left--;
            String item = '`' + word + '`' + (left == 0 ? "." : ",");
            if (column > 0 && column + 1 + item.length() > KEYS_PER_LINE_CHARS) {
                text.append('\n');
                column = 0;
            }
            text.append(column == 0 ? "" : " ").append(item);
            column += item.length() + (column == 0 ? 0 : 1);
        }
        text.append(words.isEmpty() ? "None.\n" : "\n");
    }
}
