/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicationQuotaTest {
    private static final TopicPartition NAME = new TopicPartition("orders", 3);

    private final Map<String, String> lists = new HashMap<>();
    private final ThrottledReplicas throttled = new ThrottledReplicas(2, lists::get);
    private final ByteRate rate = new ByteRate(11, 1_000);
    private long nowMs = 50_000;
    private long limit = 1_000;
    private final MeasuredQuota quota = new MeasuredQuota(() -> limit, throttled::contains, rate, () -> nowMs);

    @Test
    void aListNamesPartitionsOfThisBroker() {
        lists.put("orders", "3:2, 4:1,5:12");

        assertThat(throttled.contains(NAME)).isTrue();
        assertThat(throttled.contains(new TopicPartition("orders", 4))).isFalse();
        assertThat(throttled.contains(new TopicPartition("orders", 5))).isFalse();
        assertThat(throttled.contains(new TopicPartition("others", 3))).isFalse();
    }

    @Test
    void aStarNamesAll() {
        lists.put("orders", "*");

        assertThat(throttled.contains(NAME)).isTrue();
    }

    @Test
    void aChangedListCountsAtOnce() {
        lists.put("orders", "3:2");
        assertThat(throttled.contains(NAME)).isTrue();

        lists.put("orders", "4:2");
        assertThat(throttled.contains(NAME)).isFalse();
        lists.remove("orders");
        assertThat(throttled.contains(new TopicPartition("orders", 4))).isFalse();
    }

    @Test
    void aListThatCannotBeReadNamesNobody() {
        lists.put("orders", "x:2,99999999999:2,,3");

        assertThat(throttled.contains(NAME)).isFalse();
    }

    @Test
    void moreThanTheLimitInAWindowExceedsIt() {
        lists.put("orders", "*");
        quota.record(NAME, 1_000);
        assertThat(quota.isExceeded()).as("as much as is allowed").isFalse();

        quota.record(NAME, 1);

        assertThat(quota.isExceeded()).isTrue();
        assertThat(quota.holdsUp(NAME)).isTrue();
    }

    @Test
    void timeMakesUpForTooMuch() {
        lists.put("orders", "*");
        quota.record(NAME, 4_000);
        assertThat(quota.isExceeded()).isTrue();

        nowMs += 3_999;
        assertThat(quota.isExceeded()).isTrue();
        nowMs += 1;

        assertThat(quota.isExceeded()).isFalse();
    }

    @Test
    void whatIsOlderThanAllWindowsIsForgotten() {
        lists.put("orders", "*");
        quota.record(NAME, 1_000_000_000);

        nowMs += 10_999;
        assertThat(quota.isExceeded()).isTrue();
        nowMs += 1;

        assertThat(quota.isExceeded()).isFalse();
    }

    @Test
    void otherPartitionsNeitherCountNorWait() {
        quota.record(NAME, 1_000_000);
        assertThat(quota.isExceeded()).isFalse();

        lists.put("others", "*");
        quota.record(new TopicPartition("others", 0), 1_000_000);

        assertThat(quota.isExceeded()).isTrue();
        assertThat(quota.holdsUp(NAME)).isFalse();
    }

    @Test
    void withoutALimitNothingIsHeldUp() {
        limit = Long.MAX_VALUE;
        lists.put("orders", "*");
        quota.record(NAME, 1_000_000_000);

        assertThat(quota.isLimited()).isFalse();
        assertThat(quota.holdsUp(NAME)).isFalse();
        limit = 0;
        quota.record(NAME, 1);
        assertThat(quota.holdsUp(NAME)).as("a new limit counts at once").isTrue();
    }
}
