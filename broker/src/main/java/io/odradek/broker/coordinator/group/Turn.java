/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/**
 * One request, or one event, in a consumer group: the group as it will be, and the world as it is. Lives for one
 * decision.
 *
 * @param nowMs by the wall clock
 */
record Turn(GroupDraft draft, KnownTopics topics, long nowMs, GroupWatch watch) {
    ConsumerGroup group() {
        return draft.group();
    }

    ConsumerRecords making() {
        return draft.making();
    }
}
