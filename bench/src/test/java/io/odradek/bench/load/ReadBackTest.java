/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.bench.load.SteadyLoad.Ack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadBackTest {

    private final List<Ack> acks = List.of(new Ack(0, 0, 10), new Ack(1, 0, 11), new Ack(0, 1, 12), new Ack(0, 3, 13));

    @Test
    void whatIsThereInOrderIsNotWrongAcknowledgedOrNot() {
        ReadBack found = ReadBack.judge(acks, Map.of(0, List.of(0L, 1L, 2L, 3L), 1, List.of(0L)));

        assertThat(found).isEqualTo(new ReadBack(4, 0, 0, 0));
    }

    @Test
    void whatIsMissingIsLost() {
        ReadBack found = ReadBack.judge(acks, Map.of(0, List.of(0L, 3L)));

        assertThat(found).isEqualTo(new ReadBack(4, 2, 0, 0));
    }

    @Test
    void whatIsThereTwiceIsDoubledAndWhatStandsBehindALaterOneDisordered() {
        ReadBack found = ReadBack.judge(acks, Map.of(0, List.of(0L, 0L, 3L, 1L), 1, List.of(0L)));

        assertThat(found).isEqualTo(new ReadBack(4, 0, 1, 1));
    }

    @Test
    void aGapCountsIfItEndsBehindTheMoment() {
        List<Ack> ofOne = List.of(
                new Ack(0, 0, 1_000_000),
                new Ack(0, 1, 9_000_000),
                new Ack(1, 0, 9_500_000),
                new Ack(0, 2, 10_000_000),
                new Ack(0, 3, 13_000_000));

        assertThat(SteadyLoad.longestGapMs(ofOne, 0, 9_900_000)).isEqualTo(3.0);
        assertThat(SteadyLoad.longestGapMs(ofOne, 0, 8_000_000)).isEqualTo(8.0);
    }
}
