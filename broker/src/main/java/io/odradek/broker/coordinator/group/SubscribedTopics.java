/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The topics in the metadata of consumers (ConsumerProtocolSubscription): each version begins with what version 0 has,
 * an int16 version and an array of topic names. The bytes come from clients, and may be anything.
 */
final class SubscribedTopics {
    private SubscribedTopics() {}

    /** All topics of all members, or empty if one of them is not understood. */
    static Optional<Set<String>> of(List<Opaque> metadata) {
        Set<String> topics = new HashSet<>();
        for (Opaque subscription : metadata) {
            if (!read(ByteBuffer.wrap(subscription.bytes()), topics)) {
                return Optional.empty();
            }
        }
        return Optional.of(topics);
    }

    private static boolean read(ByteBuffer in, Set<String> topics) {
        if (in.remaining() < Short.BYTES + Integer.BYTES || in.getShort() < 0) {
            return false;
        }
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            if (in.remaining() < Short.BYTES) {
                return false;
            }
            int length = in.getShort();
            if (length < 0 || length > in.remaining()) {
                return false;
            }
            byte[] name = new byte[length];
            in.get(name);
            topics.add(new String(name, StandardCharsets.UTF_8));
        }
        return count >= 0;
    }
}
