/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TopicPartitionTest {
    @Test
    void onlyTheSameTopicAndNumberAreTheSameKey() {
        TopicPartition one = new TopicPartition("orders", 7);

        assertThat(one)
                .isEqualTo(new TopicPartition(new String("orders"), 7))
                .hasSameHashCodeAs(new TopicPartition(new String("orders"), 7))
                .isNotEqualTo(new TopicPartition("orders", 8))
                .isNotEqualTo(new TopicPartition("order", 7))
                .isNotEqualTo("orders-7")
                .isNotEqualTo(null);
    }
}
