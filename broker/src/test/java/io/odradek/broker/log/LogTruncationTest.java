/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LogTruncationTest {
    private final LogFixture fixture = LogFixture.inMemory();

    private ByteBuf fromProducer(int sequence, String value) {
        return LogFixture.batch(builder -> builder.producer(7, (short) 0, sequence)
                .append(fixture.now().toEpochMilli(), null, value.getBytes(UTF_8)));
    }

    private AppendResult append(PartitionLog log, int sequence, String value) {
        return log.appendAsLeader(fromProducer(sequence, value), 0, AppendOrigin.CLIENT);
    }

    @Test
    void producersOfTheRecordsThatStayAreStillKnown() {
        PartitionLog log = fixture.open();
        append(log, 0, "a");
        append(log, 1, "b");
        append(log, 2, "c");

        log.truncateTo(2);

        assertThat(append(log, 1, "b")).isInstanceOf(AppendResult.Duplicate.class);
        assertThat(append(log, 2, "c")).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void producersAreStillKnownAfterACutInALogThatWasOpenedClean() {
        PartitionLog log = fixture.open();
        fixture.append(log, "plain");
        log = fixture.restart();
        append(log, 0, "a");
        append(log, 1, "b");

        log.truncateTo(2);

        assertThat(append(log, 0, "a")).isInstanceOf(AppendResult.Duplicate.class);
    }

    @Test
    void aBatchInWhichTheCutFallsGoesAsAWhole() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.append(log, "b", "c", "d");

        log.truncateTo(3);

        assertThat(log.logEndOffset()).isEqualTo(1);
        fixture.append(log, "e");
        assertThat(fixture.read(log, 0)).containsExactly("a", "e");
    }

    @Test
    void anEpochWithoutRecordsGoesWithACutAtTheEnd() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        log.leaderEpochs().assign(5, log.logEndOffset());

        log.truncateTo(1);

        assertThat(log.leaderEpochs().latestEpoch()).isZero();
    }
}
