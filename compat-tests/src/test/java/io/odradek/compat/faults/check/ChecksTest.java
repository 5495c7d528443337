/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every check passes a good history, and finds the one thing that is wrong in a doctored one. */
class ChecksTest {

    private static final int RECORDS = 10;

    private final Set<Content> sent =
            LongStream.range(0, RECORDS + 2).mapToObj(ChecksTest::content).collect(Collectors.toSet());
    private final List<Placed> acknowledged = places("producer 1");
    private final List<Placed> seen = places("reader");
    private final List<Placed> stored = places("end");
    private final List<ReplicaContent> replicas = new ArrayList<>(List.of(replica(1), replica(2), replica(3)));

    @Test
    void aGoodHistoryPassesEveryCheck() {
        assertThat(allViolations()).isEmpty();
    }

    @Test
    void aRecordThatWasNotAcknowledgedMayBeStoredOrNot() {
        acknowledged.remove(RECORDS - 1);

        assertThat(allViolations()).isEmpty();
    }

    @Test
    void anAcknowledgedRecordThatIsNotThereIsLost() {
        stored.remove(RECORDS - 1);

        assertThat(of(new NothingLost())).singleElement().satisfies(lost -> {
            assertThat(lost.offset()).isEqualTo(RECORDS - 1);
            assertThat(lost.what()).contains("p1/t0/s9", "nothing");
        });
    }

    @Test
    void anAcknowledgedRecordAtAnotherOffsetIsLost() {
        acknowledged.set(3, new Placed("producer 1", 3, 0, 4, content(3)));

        assertThat(of(new NothingLost()))
                .singleElement()
                .satisfies(lost -> assertThat(lost.offset()).isEqualTo(4));
    }

    @Test
    void aRepetitionAcknowledgedWithoutAnOffsetMustStandAnywhere() {
        acknowledged.set(3, new Placed("producer 1", 3, 0, -1, content(3)));
        assertThat(of(new NothingLost())).isEmpty();

        acknowledged.set(3, new Placed("producer 1", 3, 0, -1, content(11)));
        assertThat(of(new NothingLost())).hasSize(1);
    }

    @Test
    void aRecordThatStandsTwiceIsDoubled() {
        stored.add(new Placed("end", 0, 0, RECORDS, content(4)));

        assertThat(of(new NothingDoubled()))
                .singleElement()
                .satisfies(doubled -> assertThat(doubled.what()).contains("s4", "offset 4"));
    }

    @Test
    void aRecordThatNobodySentIsInvented() {
        stored.add(new Placed("end", 0, 0, RECORDS, content(99)));
        stored.add(new Placed("end", 0, 7, 0, content(1)));

        assertThat(of(new NothingInvented())).hasSize(2);
    }

    @Test
    void twoRecordsOfOneProducerInTheWrongOrderAreFound() {
        stored.set(5, new Placed("end", 0, 0, 5, content(6)));
        stored.set(6, new Placed("end", 0, 0, 6, content(5)));

        assertThat(of(new OrderKept())).extracting(Violation::offset).containsExactly(6L);
    }

    @Test
    void recordsOfTwoProducersHaveNoOrder() {
        stored.add(new Placed("end", 0, 0, RECORDS, new Content(2, 0, 0)));

        assertThat(of(new OrderKept())).isEmpty();
    }

    @Test
    void aHoleInTheOffsetsIsFound() {
        stored.remove(2);

        assertThat(of(new OffsetsDense())).extracting(Violation::offset).containsExactly(3L);
    }

    @Test
    void aSeenRecordThatVanishedIsFound() {
        stored.remove(RECORDS - 1);

        assertThat(of(new SeenStays())).extracting(Violation::offset).containsExactly(9L);
    }

    @Test
    void aSeenRecordThatChangedIsFound() {
        seen.set(4, new Placed("reader", 0, 0, 4, content(11)));

        assertThat(of(new SeenStays())).extracting(Violation::offset).containsExactly(4L);
    }

    @Test
    void aReaderThatSkippedARecordOrSawItTwiceIsFound() {
        seen.remove(4);
        seen.add(7, seen.get(6));

        assertThat(of(new SeenStays())).extracting(Violation::offset).containsExactly(5L, 7L);
    }

    @Test
    void aReplicaWithOtherBytesIsFound() {
        ReplicaContent good = replica(2);
        List<Batch> batches = new ArrayList<>(good.batches());
        batches.set(1, new Batch(5, 9, 3, "other"));
        replicas.set(1, new ReplicaContent(2, 0, batches, 0, good.epochs(), RECORDS));

        assertThat(of(new ReplicasIdentical()))
                .singleElement()
                .satisfies(other -> assertThat(other.what()).contains("broker 1", "broker 2", "other"));
    }

    @Test
    void aReplicaThatEndsEarlyOrInTheMiddleOfABatchIsFound() {
        ReplicaContent good = replica(2);
        replicas.set(1, new ReplicaContent(2, 0, good.batches().subList(0, 1), 17, good.epochs(), RECORDS));

        assertThat(of(new ReplicasIdentical()))
                .extracting(Violation::what)
                .anyMatch(what -> what.contains("ends here"))
                .anyMatch(what -> what.contains("17 bytes"));
    }

    @Test
    void aReplicaWhoseHighWatermarkStayedBehindIsFound() {
        ReplicaContent good = replica(3);
        replicas.set(2, new ReplicaContent(3, 0, good.batches(), 0, good.epochs(), 5));

        assertThat(of(new ReplicasIdentical())).extracting(Violation::offset).containsExactly(5L);
    }

    @Test
    void whatAReplicaHasBehindTheEndIsItsOwnAffair() {
        ReplicaContent good = replica(3);
        List<Batch> batches = new ArrayList<>(good.batches());
        batches.add(new Batch(10, 12, 3, "not acknowledged"));
        replicas.set(2, new ReplicaContent(3, 0, batches, 0, good.epochs(), RECORDS));

        assertThat(of(new ReplicasIdentical())).isEmpty();
    }

    @Test
    void aBatchInAnotherEpochThanTheCheckpointSaysIsFound() {
        ReplicaContent good = replica(2);
        List<EpochStart> epochs = List.of(new EpochStart(0, 0), new EpochStart(3, 6));
        replicas.set(1, new ReplicaContent(2, 0, good.batches(), 0, epochs, RECORDS));

        assertThat(of(new EpochsConsistent())).extracting(Violation::offset).containsExactly(5L);
    }

    @Test
    void epochsThatDoNotGrowAreFound() {
        ReplicaContent good = replica(2);
        List<EpochStart> epochs = List.of(new EpochStart(0, 0), new EpochStart(3, 5), new EpochStart(2, 10));
        replicas.set(1, new ReplicaContent(2, 0, good.batches(), 0, epochs, RECORDS));

        assertThat(of(new EpochsConsistent())).extracting(Violation::offset).containsExactly(10L);
    }

    @Test
    void aValueThatWasChangedOnTheWayIsNoContent() {
        byte[] bytes = content(7).bytes();
        assertThat(Content.parse(bytes)).contains(content(7));

        bytes[1]++;

        assertThat(Content.parse(bytes)).isEmpty();
    }

    private List<Violation> allViolations() {
        return Check.all().stream().flatMap(check -> of(check).stream()).toList();
    }

    private List<Violation> of(Check check) {
        return check.violations(new Outcome(sent, acknowledged, seen, stored, replicas));
    }

    private static List<Placed> places(String by) {
        return IntStream.range(0, RECORDS)
                .mapToObj(i -> new Placed(by, i, 0, i, content(i)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Content content(long sequence) {
        return new Content(1, 0, sequence);
    }

    private static ReplicaContent replica(int broker) {
        List<Batch> batches = List.of(new Batch(0, 4, 0, "a"), new Batch(5, 9, 3, "b"));
        return new ReplicaContent(broker, 0, batches, 0, List.of(new EpochStart(0, 0), new EpochStart(3, 5)), RECORDS);
    }
}
