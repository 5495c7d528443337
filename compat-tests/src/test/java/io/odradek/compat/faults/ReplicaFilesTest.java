/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.faults.check.Batch;
import io.odradek.compat.faults.check.EpochStart;
import io.odradek.compat.faults.check.ReplicaContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a replica are read by their formats alone. */
class ReplicaFilesTest {

    private static final int BATCH_BYTES = 80;

    @TempDir
    Path data;

    private Path replica;

    @BeforeEach
    void aReplica() throws IOException {
        replica = Files.createDirectories(data.resolve("t-0"));
        Files.writeString(replica.resolve("leader-epoch-checkpoint"), "0\n2\n0 0\n4 7\n");
        Files.writeString(data.resolve("replication-offset-checkpoint"), "0\n2\nother 0 5\nt 0 9\n");
    }

    @Test
    void theSegmentsAreReadAsOneLog() throws IOException {
        segment(0, batch(0, 3, 0, 1), batch(3, 4, 0, 2));
        segment(7, batch(7, 2, 4, 3));

        ReplicaContent content = ReplicaFiles.read(1, data, "t", 0).get(0);

        assertThat(content.batches()).extracting(Batch::baseOffset).containsExactly(0L, 3L, 7L);
        assertThat(content.batches()).extracting(Batch::lastOffset).containsExactly(2L, 6L, 8L);
        assertThat(content.batches()).extracting(Batch::leaderEpoch).containsExactly(0, 0, 4);
        assertThat(content.epochs()).containsExactly(new EpochStart(0, 0), new EpochStart(4, 7));
        assertThat(content.highWatermark()).isEqualTo(9);
        assertThat(content.restBytes()).isZero();
    }

    @Test
    void oneOtherByteIsAnotherBatch() throws IOException {
        segment(0, batch(0, 3, 0, 1));
        String before = digest();

        segment(0, batch(0, 3, 0, 2));

        assertThat(digest()).isNotEqualTo(before);
    }

    @Test
    void aPieceOfABatchIsCounted() throws IOException {
        segment(0, batch(0, 3, 0, 1), new byte[70]);

        assertThat(ReplicaFiles.read(1, data, "t", 0).get(0).restBytes()).isEqualTo(70);
    }

    @Test
    void aBrokerWithoutTheReplicaHasNothing() {
        assertThat(ReplicaFiles.read(1, data, "t", 1)).isEmpty();
    }

    private String digest() {
        return ReplicaFiles.read(1, data, "t", 0).get(0).batches().get(0).digest();
    }

    private void segment(long offset, byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        Files.write(replica.resolve("%020d.log".formatted(offset)), bytes.toByteArray());
    }

    private static byte[] batch(long baseOffset, int records, int leaderEpoch, int filling) {
        ByteBuffer bytes = ByteBuffer.allocate(BATCH_BYTES);
        bytes.putLong(baseOffset).putInt(BATCH_BYTES - 12).putInt(leaderEpoch).put((byte) 2);
        bytes.putInt(23, records - 1).put(BATCH_BYTES - 1, (byte) filling);
        return bytes.array();
    }
}
