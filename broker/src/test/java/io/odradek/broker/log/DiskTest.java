/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every disk does; and what only the forgetful one does. */
class DiskTest {

    abstract static class Contract {
        Disk disk;
        Path folder;

        static ByteBuffer text(String text) {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }

        String read(Path path) throws IOException {
            return SmallFile.readText(disk, path);
        }

        @Test
        void whatIsWrittenIsReadBack() throws IOException {
            try (DiskFile file = disk.open(folder.resolve("a"), Disk.Mode.CREATE)) {
                file.write(new ByteBuffer[] {text("hello "), text("disk")}, 0);
                file.write(text("D"), 6);
                ByteBuffer read = ByteBuffer.allocate(20);
                assertThat(file.read(read, 0)).isEqualTo(10);
                assertThat(new String(read.array(), 0, 10, StandardCharsets.UTF_8))
                        .isEqualTo("hello Disk");
                file.truncate(5);
                assertThat(file.sizeBytes()).isEqualTo(5);
            }
            assertThat(read(folder.resolve("a"))).isEqualTo("hello");
            assertThat(disk.list(folder)).containsExactly("a");
        }

        @Test
        void aMissingFileIsSaidToBeMissing() {
            assertThatThrownBy(() -> disk.open(folder.resolve("a"), Disk.Mode.WRITE))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> disk.sizeBytes(folder.resolve("a"))).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> disk.list(folder.resolve("a"))).isInstanceOf(NoSuchFileException.class);
            assertThat(disk.exists(folder.resolve("a"))).isFalse();
        }

        @Test
        void aRenameReplacesAndADeleteForgets() throws IOException {
            SmallFile.replaceText(disk, folder.resolve("a"), "one", true);
            SmallFile.replaceText(disk, folder.resolve("b"), "two", false);
            disk.rename(folder.resolve("a"), folder.resolve("b"));
            assertThat(read(folder.resolve("b"))).isEqualTo("one");
            disk.delete(folder.resolve("b"));
            disk.delete(folder.resolve("b"));
            assertThat(disk.list(folder)).isEmpty();
        }

        @Test
        void aFolderMovesWithItsFiles() throws IOException {
            disk.createFolders(folder.resolve("x").resolve("y"));
            SmallFile.replaceText(disk, folder.resolve("x").resolve("y").resolve("f"), "in", true);
            disk.rename(folder.resolve("x"), folder.resolve("z"));
            assertThat(read(folder.resolve("z").resolve("y").resolve("f"))).isEqualTo("in");
            assertThat(disk.isFolder(folder.resolve("x"))).isFalse();
        }

        @Test
        void aLockIsHeldOnce() throws IOException {
            try (Closeable lock = disk.lock(folder.resolve("l"))) {
                assertThat(lock).isNotNull();
                assertThatThrownBy(() -> disk.lock(folder.resolve("l")))
                        .isInstanceOf(OverlappingFileLockException.class);
            }
            disk.lock(folder.resolve("l")).close();
        }
    }

    @Nested
    class OnTheFileSystem extends Contract {
        @BeforeEach
        void open(@TempDir Path temporary) {
            disk = new FileDisk();
            folder = temporary;
        }
    }

    @Nested
    class InMemory extends Contract {
        private final MemoryDisk memory = new MemoryDisk();

        @BeforeEach
        void open() throws IOException {
            disk = memory;
            folder = Path.of("/data");
            disk.createFolders(folder);
        }

        @Test
        void whatWasNotForcedIsForgotten() throws IOException {
            try (DiskFile file = disk.open(folder.resolve("a"), Disk.Mode.CREATE)) {
                file.write(text("kept"), 0);
                file.force();
                disk.forceFolder(folder);
                file.write(text(" lost"), 4);
            }
            disk.open(folder.resolve("b"), Disk.Mode.CREATE).close();
            memory.forgetEverythingUnforced();
            assertThat(read(folder.resolve("a"))).isEqualTo("kept");
            assertThat(disk.exists(folder.resolve("b"))).isFalse();
        }

        @Test
        void whatWasForcedSurvivesEveryPowerLoss() throws IOException {
            try (DiskFile file = disk.open(folder.resolve("a"), Disk.Mode.CREATE)) {
                file.write(text("kept"), 0);
                file.force();
                disk.forceFolder(folder);
                file.write(text(" perhaps"), 4);
            }
            for (int seed = 0; seed < 20; seed++) {
                memory.powerLoss(new Random(seed));
                assertThat(read(folder.resolve("a"))).startsWith("kept");
            }
        }

        @Test
        void aRenameSurvivesAsAWholeOrNotAtAll() throws IOException {
            Path before = folder.resolve("before");
            Path after = folder.resolve("after");
            for (int seed = 0; seed < 20; seed++) {
                SmallFile.replaceText(disk, before, "text", true);
                disk.delete(after);
                disk.forceFolder(folder);

                disk.rename(before, after);
                memory.powerLoss(new Random(seed));

                assertThat(disk.exists(before)).isNotEqualTo(disk.exists(after));
            }
        }

        @Test
        void thePowerGoesWhereItIsToldTo() throws IOException {
            SmallFile.replaceText(disk, folder.resolve("a"), "old", true);
            long before = memory.operations();
            SmallFile.replaceText(disk, folder.resolve("b"), "x", true);
            long steps = memory.operations() - before;
            for (long step = 0; step < steps; step++) {
                memory.losePowerAfter(step);
                assertThatThrownBy(() -> SmallFile.replaceText(disk, folder.resolve("a"), "new", true))
                        .isInstanceOf(MemoryDisk.PowerLostError.class);
                memory.powerLoss(new Random(step));
                assertThat(read(folder.resolve("a"))).isIn("old", "new");
                SmallFile.replaceText(disk, folder.resolve("a"), "old", true);
            }
        }

        @Test
        void aFullDiskTakesWhatFitsAndSaysThatItIsFull() throws IOException {
            memory.capacityBytes(4);
            try (DiskFile file = disk.open(folder.resolve("a"), Disk.Mode.CREATE)) {
                assertThatThrownBy(() -> file.write(text("too much"), 0))
                        .isInstanceOfSatisfying(
                                IOException.class,
                                e -> assertThat(Disk.isFull(e)).isTrue());
                assertThat(file.sizeBytes()).isEqualTo(4);
            }
        }
    }
}
