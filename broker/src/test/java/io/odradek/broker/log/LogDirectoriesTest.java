/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.broker.log.LogDirectories.Description;
import io.odradek.broker.log.LogDirectories.IfMissing;
import io.odradek.controller.image.TopicPartition;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogDirectoriesTest {
    private final LogFixture fixture = LogFixture.inMemory();

    private String text(String name) {
        return new String(fixture.memory().bytes(fixture.data.resolve(name)), UTF_8);
    }

    @Test
    void aCleanStopLeavesKafkasFiles() {
        fixture.directories.claim(7, "cluster");
        PartitionLog log = fixture.open();
        fixture.append(log, "a", "b");
        fixture.stop();
        assertThat(text("meta.properties")).isEqualTo("version=0\nbroker.id=7\ncluster.id=cluster\n");
        assertThat(text("recovery-point-offset-checkpoint")).isEqualTo("0\n1\norders 3 2\n");
        assertThat(text("replication-offset-checkpoint")).isEqualTo("0\n1\norders 3 2\n");
        assertThat(text("log-start-offset-checkpoint")).isEqualTo("0\n0\n");
        assertThat(text(".kafka_cleanshutdown")).isEqualTo("{\"version\":0,\"brokerEpoch\":-1}");
        assertThat(text("orders-3/partition.metadata")).isEqualTo("version: 0\ntopic_id: AAAAAAAAAAEAAAAAAAAAAg");
        assertThat(text("orders-3/leader-epoch-checkpoint")).isEqualTo("0\n1\n0 0\n");
        assertThat(fixture.memory().files())
                .contains(
                        fixture.folder().resolve("00000000000000000000.log"),
                        fixture.folder().resolve("00000000000000000000.index"),
                        fixture.folder().resolve("00000000000000000000.timeindex"),
                        fixture.folder().resolve("00000000000000000002.snapshot"));
        assertThat(fixture.memory().openFiles()).isZero();
    }

    @Test
    void theCleanMarkHoldsForOneStart() {
        fixture.stop();
        assertThat(fixture.disk.exists(fixture.data.resolve(".kafka_cleanshutdown")))
                .isTrue();
        fixture.start();
        assertThat(fixture.disk.exists(fixture.data.resolve(".kafka_cleanshutdown")))
                .isFalse();
    }

    @Test
    void aLockedDirectoryIsRefused() {
        assertThatThrownBy(fixture::start)
                .isInstanceOf(LogStartupException.class)
                .hasMessageContaining("/data is locked by another process");
    }

    @Test
    void anotherBrokersDirectoryIsRefused() {
        fixture.directories.claim(7, "cluster");
        fixture.stop();
        fixture.start();
        assertThat(fixture.directories.identity()).contains(new MetaProperties(0, 7, "cluster"));
        assertThatThrownBy(() -> fixture.directories.claim(8, "cluster"))
                .isInstanceOf(LogStartupException.class)
                .hasMessageContaining("belongs to broker 7");
        assertThatThrownBy(() -> fixture.directories.claim(7, "other"))
                .isInstanceOf(LogStartupException.class)
                .hasMessageContaining("belongs to cluster cluster");
    }

    @Test
    void aDirectoryOfAKraftBrokerIsKnown() {
        fixture.stop();
        fixture.memory()
                .bytes(
                        fixture.data.resolve("meta.properties"),
                        "version=1\nnode.id=4\ndirectory.id=x\ncluster.id=c\n".getBytes(UTF_8));
        fixture.start();
        assertThat(fixture.directories.identity()).contains(new MetaProperties(1, 4, "c"));
    }

    @Test
    void theSecondOpeningGivesTheSameLog() {
        CompletionStage<PartitionLog> one = fixture.directories.open(
                LogFixture.PARTITION, LogFixture.TOPIC_ID, fixture.loop, fixture.config, IfMissing.CREATE);
        CompletionStage<PartitionLog> two = fixture.directories.open(
                LogFixture.PARTITION, LogFixture.TOPIC_ID, fixture.loop, fixture.config, IfMissing.CREATE);
        assertThat(fixture.await(one)).isSameAs(fixture.await(two)).isSameAs(fixture.open());
    }

    @Test
    void aMissingLogIsMadeOnlyWhenAsked() {
        CompletionStage<PartitionLog> missing = fixture.directories.open(
                LogFixture.PARTITION, LogFixture.TOPIC_ID, fixture.loop, fixture.config, IfMissing.FAIL);
        assertThatThrownBy(() -> fixture.await(missing))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDeletedLogIsSetAsideAtOnceAndGoesLater() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.await(fixture.directories.delete(LogFixture.PARTITION));
        assertThat(fixture.disk.exists(fixture.folder())).isFalse();
        List<Path> aside = fixture.memory().files().stream()
                .filter(path -> path.getParent().toString().matches("/data/orders-3\\.[0-9a-f]{32}-delete"))
                .toList();
        assertThat(aside).isNotEmpty();
        PartitionLog again = fixture.open();
        assertThat(again.logEndOffset()).isZero();
        fixture.append(again, "b");
        fixture.pass(60, TimeUnit.SECONDS);
        assertThat(fixture.memory().files()).doesNotContainAnyElementsOf(aside);
        assertThat(fixture.read(again, 0)).containsExactly("b");
        assertThat(fixture.read(fixture.restart(), 0)).containsExactly("b");
    }

    @Test
    void whatWasSetAsideBeforeAKillGoesAfterTheNextStart() {
        fixture.append(fixture.open(), "a");
        fixture.await(fixture.directories.delete(LogFixture.PARTITION));
        fixture.abandon();
        fixture.start();
        assertThat(fixture.directories.found()).isEmpty();
        fixture.pass(30, TimeUnit.SECONDS);
        assertThat(fixture.memory().files()).noneMatch(path -> path.toString().contains("orders-3"));
    }

    @Test
    void newLogsGoWhereTheFewestAre() {
        fixture.stop();
        fixture.start(List.of(Path.of("/data"), Path.of("/more")));
        for (int i = 0; i < 6; i++) {
            fixture.open(new TopicPartition("t", i));
        }
        List<Description> descriptions = fixture.await(fixture.directories.describe());
        assertThat(descriptions).extracting(Description::directory).containsExactly(Path.of("/data"), Path.of("/more"));
        assertThat(descriptions)
                .allSatisfy(description -> assertThat(description.replicas()).hasSize(3));
    }

    @Test
    void aPartitionInTwoDirectoriesIsRefused() throws Exception {
        fixture.open();
        fixture.stop();
        fixture.disk.createFolders(Path.of("/more/orders-3"));
        assertThatThrownBy(() -> fixture.start(List.of(Path.of("/data"), Path.of("/more"))))
                .isInstanceOf(LogStartupException.class)
                .hasMessageContaining("orders-3 is in both");
        // And everything is unlocked again.
        fixture.start();
    }

    @Test
    void checkpointsAreWrittenWhenSomethingChangedAndOnlyThen() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.pass(5, TimeUnit.SECONDS);
        assertThat(text("replication-offset-checkpoint")).isEqualTo("0\n1\norders 3 1\n");
        fixture.pass(60, TimeUnit.SECONDS);
        assertThat(text("recovery-point-offset-checkpoint")).isEqualTo("0\n1\norders 3 0\n");
        long before = fixture.memory().operations();
        fixture.pass(10, TimeUnit.MINUTES);
        assertThat(fixture.memory().operations()).isEqualTo(before);
    }

    @Test
    void retentionDeletesByAgeAndBySize() {
        LogConfig.Retention retention = new LogConfig.Retention(true, false, 600_000, -1, 1000);
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200).withRetention(retention);
        PartitionLog log = fixture.open();
        for (int i = 0; i < 10; i++) {
            fixture.append(log, "value " + i);
        }
        fixture.pass(9, TimeUnit.MINUTES);
        for (int i = 0; i < 10; i++) {
            fixture.append(log, "value " + i);
        }
        assertThat(log.logStartOffset()).isZero();
        fixture.pass(6, TimeUnit.MINUTES);
        assertThat(log.logStartOffset()).isEqualTo(10);
        log.reconfigure(fixture.config.withRetention(new LogConfig.Retention(true, false, -1, 400, 1000)));
        fixture.pass(5, TimeUnit.MINUTES);
        assertThat(log.logStartOffset()).isEqualTo(14);
        log.reconfigure(fixture.config.withRetention(new LogConfig.Retention(true, false, 1, -1, 1000)));
        fixture.pass(5, TimeUnit.MINUTES);
        assertThat(log.logStartOffset()).isEqualTo(20);
        assertThat(fixture.append(log, "goes on")).isEqualTo(new AppendResult.Appended(20, 20, -1, 20));
        assertThat(fixture.restart().logStartOffset()).isEqualTo(20);
    }

    @Test
    void retentionIsLookedAtForTheFirstTimeWhenTheFirstDelayIsOver() {
        fixture.initialTaskDelayMs = 120_000;
        fixture.config = LogConfig.DEFAULTS
                .withSegmentBytes(200)
                .withRetention(new LogConfig.Retention(true, false, 1, -1, 1000));
        PartitionLog log = fixture.restart();
        fixture.append(log, "due at once");
        fixture.pass(119, TimeUnit.SECONDS);
        assertThat(log.logStartOffset()).isZero();
        fixture.pass(1, TimeUnit.SECONDS);
        assertThat(log.logStartOffset()).isEqualTo(1);
    }

    @Test
    void producersAreForgottenWhenTheyHaveBeenSilentForTooLongAndItIsLookedForThem() {
        fixture.pass(30, TimeUnit.SECONDS);
        fixture.directories.limitProducers(() -> TimeUnit.MINUTES.toMillis(1));
        PartitionLog log = fixture.open();
        write(log, 7);

        fixture.pass(9, TimeUnit.MINUTES);
        write(log, 8);
        assertThat(log.activeProducers()).extracting(ActiveProducer::producerId).containsExactly(7L, 8L);
        fixture.pass(59, TimeUnit.SECONDS);
        write(log, 9);
        fixture.pass(1, TimeUnit.SECONDS);
        assertThat(log.activeProducers()).extracting(ActiveProducer::producerId).containsExactly(9L);
    }

    private void write(PartitionLog log, long producerId) {
        long nowMs = fixture.now().toEpochMilli();
        var batch = LogFixture.batch(
                builder -> builder.producer(producerId, (short) 0, 0).append(nowMs, null, new byte[1]));
        assertThat(log.appendAsLeader(batch, 0, AppendOrigin.CLIENT)).isInstanceOf(AppendResult.Appended.class);
    }
}
