/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a misspelt key from a foreign one: the known key that an unknown one was probably meant to be. */
final class KeySuggestion {
    private static final int LETTERS_PER_SLIP = 7;
    private static final int MAX_SLIPS = 3;

    private KeySuggestion() {}

    /** The broker key meant, or null when the name resembles none. */
    static @Nullable String forUnknown(String name) {
        String topicDefault = brokerKeyOfTopicKey(name);
        if (topicDefault != null) {
            return topicDefault;
        }
        String plain = plain(name);
        String best = null;
        int bestDistance = Math.min(MAX_SLIPS, Math.max(1, plain.length() / LETTERS_PER_SLIP)) + 1;
        for (KeyDefinition known : KeyTable.broker().all()) {
            String candidate = plain(known.name());
            if (Math.abs(candidate.length() - plain.length()) < bestDistance) {
                int distance = distance(plain, candidate);
                if (distance < bestDistance) {
                    best = known.name();
                    bestDistance = distance;
                }
            }
        }
        return best;
    }

    /** A topic's key in server.properties would be ignored by Kafka; the key that was meant has another name. */
    private static @Nullable String brokerKeyOfTopicKey(String name) {
        KeyDefinition topicKey = KeyTable.topic().find(name);
        return topicKey == null || topicKey.brokerKeys().isEmpty()
                ? null
                : topicKey.brokerKeys().get(0);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
    }

    /** Edits (insert, delete, replace, swap of neighbours) between two texts. */
    static int distance(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            int[] recycled = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = recycled;
        }
        return previous[b.length()];
    }
}
