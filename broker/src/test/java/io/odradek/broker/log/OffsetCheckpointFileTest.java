/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.odradek.controller.image.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The files at the top of a log directory, and what the operator hears of them. */
class OffsetCheckpointFileTest {
    private static final Path PATH = Path.of("/data", OffsetCheckpointFile.CLEANED);

    private final MemoryDisk disk = new MemoryDisk();
    private final OffsetCheckpointFile file = new OffsetCheckpointFile(disk, PATH);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(OffsetCheckpointFile.class);

    @BeforeEach
    void listen() throws IOException {
        disk.createFolders(PATH.getParent());
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(said);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Map<TopicPartition, Long> offsets =
                Map.of(new TopicPartition("orders", 0), 7L, new TopicPartition("a.b-c", 12), 1L << 40);
        file.write(offsets);
        assertThat(file.read()).isEqualTo(offsets);
    }

    @Test
    void theEmptyFileOfAFreshKafkaSaysNothingAndIsNotCalledDamaged() throws IOException {
        disk.bytes(PATH, new byte[0]);
        assertThat(file.read()).isEmpty();
        assertThat(said.list).isEmpty();
    }

    @Test
    void aDamagedFileIsIgnoredAndOneLineTellsOfIt() throws IOException {
        disk.bytes(PATH, "0\n7\norders 3".getBytes(UTF_8));
        assertThat(file.read()).isEmpty();
        assertThat(said.list).singleElement().asString().contains(OffsetCheckpointFile.CLEANED, "damaged");
    }
}
