/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.log.CleaningProgress;
import io.odradek.broker.log.CleaningProgress.State;
import io.odradek.broker.log.CleaningStatus;
import io.odradek.broker.log.CleaningStatus.Finished;
import io.odradek.controller.image.TopicPartition;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** As a JMX client sees them. */
class CleanerMetricsTest {
    private static final Path DISK = Path.of("/disk one");
    private static final TopicPartition A = new TopicPartition("a", 3);
    private static final TopicPartition B = new TopicPartition("b.c", 0);

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final CleanerMetrics metrics =
            new CleanerMetrics(new JmxGauges(server), () -> Instant.ofEpochMilli(10_500), List.of(DISK));

    private Object value(String name) {
        try {
            return server.getAttribute(new ObjectName(name), "Value");
        } catch (JMException e) {
            throw new AssertionError(name, e);
        }
    }

    private Set<String> names() {
        return server.queryNames(null, null).stream()
                .map(ObjectName::toString)
                .filter(name -> name.startsWith("kafka."))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static CleaningProgress log(TopicPartition partition, State state, long backlogBytes, double ratio) {
        return new CleaningProgress(partition, DISK, state, backlogBytes, ratio, state == State.RUNNING ? 77 : 0);
    }

    /** Those of Kafka 4.3.1 and 3.9.2, asked while they run. */
    @Test
    void anIdleCleanerHasKafkasNames() {
        Set<String> names = names();

        assertThat(names)
                .containsExactlyInAnyOrder(
                        "kafka.log:type=LogCleaner,name=DeadThreadCount",
                        "kafka.log:type=LogCleaner,name=cleaner-recopy-percent",
                        "kafka.log:type=LogCleaner,name=max-buffer-utilization-percent",
                        "kafka.log:type=LogCleaner,name=max-clean-time-secs",
                        "kafka.log:type=LogCleaner,name=max-compaction-delay-secs",
                        "kafka.log:type=LogCleanerManager,name=max-dirty-percent",
                        "kafka.log:type=LogCleanerManager,name=time-since-last-run-ms",
                        "kafka.log:type=LogCleanerManager,name=uncleanable-bytes,logDirectory=\"/disk one\"",
                        "kafka.log:type=LogCleanerManager,name=uncleanable-partitions-count,logDirectory=\"/disk one\"");
        assertThat(names)
                .allSatisfy(
                        name -> assertThat(((Number) value(name)).longValue()).isZero());
    }

    @Test
    void everyPartitionWithSomethingToBeCleanedTellsHowMuch() {
        metrics.update(new CleaningStatus(
                List.of(log(A, State.RUNNING, 1_000, 0.625), log(B, State.UNCLEANABLE, 500, 1)), List.of(), 4_000));

        assertThat(value("kafka.log:type=LogCleaner,name=backlog-bytes,topic=a,partition=3"))
                .isEqualTo(1_000L);
        assertThat(value("kafka.log:type=LogCleaner,name=backlog-percent,topic=a,partition=3"))
                .isEqualTo(62);
        assertThat(value("kafka.log:type=LogCleaner,name=progress-bytes,topic=a,partition=3"))
                .isEqualTo(77L);
        assertThat(value("kafka.log:type=LogCleanerManager,name=max-dirty-percent"))
                .isEqualTo(62);
        assertThat(value("kafka.log:type=LogCleanerManager,name=time-since-last-run-ms"))
                .isEqualTo(6_500L);
        assertThat(value("kafka.log:type=LogCleanerManager,name=uncleanable-bytes,logDirectory=\"/disk one\""))
                .isEqualTo(500L);
        assertThat(
                        value(
                                "kafka.log:type=LogCleanerManager,name=uncleanable-partitions-count,logDirectory=\"/disk one\""))
                .isEqualTo(1);
    }

    @Test
    void whatCannotBeCleanedIsToldOfItsOwnDirectory() {
        Path other = Path.of("/disk two");
        new CleanerMetrics(new JmxGauges(server), () -> Instant.ofEpochMilli(10_500), List.of(DISK, other))
                .update(new CleaningStatus(List.of(log(A, State.UNCLEANABLE, 500, 1)), List.of(), 4_000));

        assertThat(value("kafka.log:type=LogCleanerManager,name=uncleanable-bytes,logDirectory=\"/disk one\""))
                .isEqualTo(500L);
        assertThat(value("kafka.log:type=LogCleanerManager,name=uncleanable-bytes,logDirectory=\"/disk two\""))
                .isEqualTo(0L);
    }

    @Test
    void whatIsCleanDisappears() {
        metrics.update(new CleaningStatus(
                List.of(log(A, State.WAITING, 1_000, 0.6), log(B, State.NOT_DUE, 500, 0.1)), List.of(), 4_000));

        metrics.update(new CleaningStatus(List.of(log(B, State.NOT_DUE, 600, 0.2)), List.of(), 9_000));

        assertThat(names()).noneMatch(name -> name.contains("topic=a"));
        assertThat(value("kafka.log:type=LogCleaner,name=backlog-bytes,topic=b.c,partition=0"))
                .isEqualTo(600L);
        assertThat(value("kafka.log:type=LogCleanerManager,name=time-since-last-run-ms"))
                .isEqualTo(0L);
    }

    @Test
    void theLastCleaningsAreSummedUp() {
        metrics.update(new CleaningStatus(
                List.of(),
                List.of(new Finished(2_900, 1_000, 200, 0.25, 5_000), new Finished(1_000, 1_000, 300, 0.5, 0)),
                4_000));

        assertThat(value("kafka.log:type=LogCleaner,name=cleaner-recopy-percent"))
                .isEqualTo(25);
        assertThat(value("kafka.log:type=LogCleaner,name=max-buffer-utilization-percent"))
                .isEqualTo(50);
        assertThat(value("kafka.log:type=LogCleaner,name=max-clean-time-secs")).isEqualTo(2);
        assertThat(value("kafka.log:type=LogCleaner,name=max-compaction-delay-secs"))
                .isEqualTo(5);
    }
}
