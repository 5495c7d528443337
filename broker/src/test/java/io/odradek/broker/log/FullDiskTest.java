/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullDiskTest {
    private final LogFixture fixture = LogFixture.inMemory();

    @Test
    void aFullDiskRefusesAppendsServesReadsAndRecoversByItself() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(400);
        PartitionLog log = fixture.open();
        List<String> values = new ArrayList<>();
        fixture.memory().capacityBytes(3000);
        AppendResult result = fixture.append(log, "value 0");
        while (result instanceof AppendResult.Appended) {
            values.add("value " + values.size());
            fixture.settle();
            result = fixture.append(log, "value " + values.size());
        }
        assertThat(result)
                .isInstanceOfSatisfying(
                        AppendResult.Rejected.class,
                        rejected -> assertThat(rejected.error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR));
        assertThat(values).hasSizeGreaterThan(5);
        long before = log.sizeBytes();
        for (int i = 0; i < 5; i++) {
            assertThat(fixture.append(log, "no room for this")).isInstanceOf(AppendResult.Rejected.class);
        }
        assertThat(log.sizeBytes()).isEqualTo(before);
        assertThat(fixture.read(log, 0)).isEqualTo(values);
        assertThat(fixture.offline).isEmpty();

        fixture.memory().capacityBytes(1 << 20);
        assertThat(fixture.append(log, "there is room again"))
                .isEqualTo(new AppendResult.Appended(values.size(), values.size(), -1, 0));
        values.add("there is room again");
        assertThat(fixture.read(fixture.kill(), 0)).isEqualTo(values);
    }

    @Test
    void aFailingDiskTakesItsDirectoryOffline() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.memory().failWrites("Input/output error");
        assertThat(fixture.append(log, "b"))
                .isInstanceOfSatisfying(
                        AppendResult.Rejected.class,
                        rejected -> assertThat(rejected.error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR));
        fixture.settle();
        assertThat(fixture.offline).containsExactly("/data [orders-3]");
        assertThat(fixture.faults.faults()).hasSize(1);
        fixture.memory().failWrites(null);
        assertThat(fixture.append(log, "c")).isInstanceOf(AppendResult.Rejected.class);
        assertThat(log.read(0, 100, 1, true)).isInstanceOf(ReadResult.Failed.class);
    }
}
