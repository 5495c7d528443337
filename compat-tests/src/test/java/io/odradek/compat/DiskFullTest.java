/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A data folder on a file system of a few megabytes, which needs the right to mount one. */
@Timeout(120)
@ExtendWith(DumpOnFailure.class)
class DiskFullTest {

    private static final int FILE_SYSTEM_MB = 24;

    @TempDir
    static Path folder;

    private static Path mounted;
    private static TestBroker broker;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeFalse(TestBroker.againstKafka(), "Kafka stops when its only disk is full");
        mounted = Files.createDirectories(folder.resolve("small"));
        boolean mounts = run("mount", "-t", "tmpfs", "-o", "size=" + FILE_SYSTEM_MB + "m", "tmpfs", mounted.toString());
        Assumptions.assumeTrue(mounts, "mounting a small tmpfs needs root");
        broker = TestBroker.start(mounted.resolve("broker"), Map.of("log.segment.bytes", "1048576"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
        run("umount", mounted.toString());
    }

    @Test
    void aFullDiskRefusesRecordsKeepsServingAndRecoversWhenThereIsRoomAgain() throws Exception {
        String topic = broker.topic();
        broker.send(topic, "before");
        Path filler = mounted.resolve("filler");
        fill(filler);
        byte[] value = new byte[500_000];
        new Random(1).nextBytes(value);

        try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of("delivery.timeout.ms", 8_500))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 5; i++) {
                            get(producer.send(new ProducerRecord<>(topic, value)));
                        }
                    })
                    .as("retried by the client until its time is over")
                    .hasCauseInstanceOf(org.apache.kafka.common.errors.RetriableException.class);
        }
        assertThat(broker.readTexts(topic)).startsWith("before");

        Files.delete(filler);
        await().atMost(30, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> !broker.send(topic, "after").isEmpty());
        assertThat(broker.readTexts(topic)).startsWith("before").endsWith("after");
    }

    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[64 << 10];
        try (var out = Files.newOutputStream(filler)) {
            for (int i = 0; i < FILE_SYSTEM_MB * 16; i++) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
