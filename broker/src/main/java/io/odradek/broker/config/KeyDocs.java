/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sentence on every key, read from the file beside this class when somebody first asks; a start never does. */
public final class KeyDocs {
    private static final String RESOURCE = "key-docs.tsv";

    private KeyDocs() {}

    public static @Nullable String of(String key) {
        return Texts.BY_KEY.get(key);
    }

    private static final class Texts {
        static final Map<String, String> BY_KEY = read();
    }

    private static Map<String, String> read() {
        var docs = new HashMap<String, String>(1024);
        for (String line : text().split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (tab > 0 && line.charAt(0) != '#') {
                docs.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return docs;
    }

    private static String text() {
        try (InputStream in = KeyDocs.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
