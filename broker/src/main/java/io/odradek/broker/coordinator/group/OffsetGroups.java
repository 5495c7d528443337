/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.GroupMetadataKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Groups that are but names for offsets: of consumers that assign themselves what they read, and commit by hand. */
final class OffsetGroups implements GroupTable {
    private final Map<String, Named> groups = new HashMap<>();

    @Override
    public @Nullable Group find(String id) {
        return groups.get(id);
    }

    @Override
    public boolean isAny() {
        return !groups.isEmpty();
    }

    @Override
    public List<String> ids() {
        return List.copyOf(groups.keySet());
    }

    @Override
    public Group findOrAdd(String id) {
        return groups.computeIfAbsent(id, Named::new);
    }

    @Override
    public void apply(CoordinatorRecord record) {
        if (record.key() instanceof GroupMetadataKey key && record.value() == null) {
            groups.remove(key.group());
        }
    }

    @Override
    public void loaded() {}

    @Override
    public void unloaded() {}

    /** Nobody is ever in it. */
    private record Named(String id) implements Group {
        @Override
        public ErrorCode commitRefusal(String memberId, @Nullable String instanceId, int generationId) {
            return generationId < 0 ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
        }

        @Override
        public void committed(String memberId) {}

        @Override
        public ErrorCode offsetDeleteRefusal() {
            return ErrorCode.NONE;
        }

        @Override
        public boolean isSubscribedTo(String topic) {
            return false;
        }

        @Override
        public long unusedSinceMs(String topic, long committedAtMs) {
            return committedAtMs;
        }

        @Override
        public boolean isEmpty() {
            return true;
        }
    }
}
