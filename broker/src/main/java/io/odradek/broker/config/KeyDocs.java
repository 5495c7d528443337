/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sentence on every key, read from the file beside this class when somebody first asks; a start never does. */
public final class KeyDocs {
    private KeyDocs() {}

    public static @Nullable String of(String key) {
        return Texts.BY_KEY.get(key);
    }

    private static final class Texts {
        static final Map<String, String> BY_KEY = read();

        private static Map<String, String> read() {
            var docs = new HashMap<String, String>(1024);
            for (String line : KeyTable.text("key-docs.tsv").split("\n", -1)) {
                int tab = line.indexOf('\t');
                if (tab > 0 && line.charAt(0) != '#') {
                    docs.put(line.substring(0, tab), line.substring(tab + 1));
                }
            }
            return docs;
        }
    }
}
