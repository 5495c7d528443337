/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderEpochsTest {
    private static final Path FOLDER = Path.of("/data/t-0");

    private final MemoryDisk disk = new MemoryDisk();
    private LeaderEpochs epochs = open();

    private LeaderEpochs open() {
        return new LeaderEpochs(
                new PartitionFiles(new FileHandles(disk, 10), FOLDER), into -> into.assign(9, 90), failure -> {
                    throw new AssertionError(failure);
                });
    }

    @BeforeEach
    void folder() throws IOException {
        disk.createFolders(FOLDER);
    }

    private String file() {
        return new String(disk.bytes(FOLDER.resolve("leader-epoch-checkpoint")), UTF_8);
    }

    @Test
    void anEpochWithoutBatchesIsKeptInMemoryOnly() throws IOException {
        epochs.assign(4, 10);
        assertThat(disk.files()).isEmpty();
        assertThat(epochs.latestEpoch()).isEqualTo(4);
        epochs.append(4, 10);
        assertThat(file()).isEqualTo("0\n1\n4 10\n");
        assertThat(open().latestEpoch()).isEqualTo(4);
    }

    @Test
    void whatANewEntryContradictsIsDropped() throws IOException {
        epochs.append(1, 0);
        epochs.append(2, 10);
        epochs.append(5, 20);
        epochs.append(3, 15);
        assertThat(file()).isEqualTo("0\n3\n1 0\n2 10\n3 15\n");
    }

    @Test
    void theFileIsWrittenOnlyWhenTheEpochChanges() throws IOException {
        epochs.append(1, 0);
        long before = disk.operations();
        epochs.append(1, 5);
        assertThat(disk.operations()).isEqualTo(before);
    }

    @Test
    void aNewStartMovesTheEntryThatItFallsInto() throws IOException {
        epochs.append(1, 0);
        epochs.append(2, 10);
        epochs.append(5, 20);
        epochs.truncateFromStart(15);
        assertThat(file()).isEqualTo("0\n2\n2 15\n5 20\n");
        epochs.truncateFromStart(20);
        assertThat(file()).isEqualTo("0\n1\n5 20\n");
    }

    @Test
    void aCutDropsTheEpochsThatBeganAboveIt() throws IOException {
        epochs.append(1, 0);
        epochs.append(2, 10);
        epochs.truncateFromEnd(10);
        assertThat(file()).isEqualTo("0\n1\n1 0\n");
        assertThat(epochs.endOffsetFor(0, 10)).isEqualTo(new EpochEndOffset(0, 0));
    }

    @Test
    void aDamagedFileIsMadeAnew() {
        disk.bytes(FOLDER.resolve("leader-epoch-checkpoint"), "0\n2\n1 0\n".getBytes(UTF_8));
        epochs = open();
        assertThat(epochs.latestEpoch()).isEqualTo(9);
    }

    @Test
    void aFileWhoseLastOffsetLacksDigitsIsMadeAnew() {
        disk.bytes(FOLDER.resolve("leader-epoch-checkpoint"), "0\n2\n1 0\n2 24".getBytes(UTF_8));
        epochs = open();
        assertThat(epochs.latestEpoch()).isEqualTo(9);
    }
}
