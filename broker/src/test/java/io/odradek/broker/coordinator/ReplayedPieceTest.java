/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.odradek.broker.log.LogSlice;
import io.odradek.broker.log.ReadResult;
import io.odradek.broker.partition.Partition;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.protocol.record.CorruptBatchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A stretch of a log, decoded; the decoder takes a key's text for a name. */
class ReplayedPieceTest {
    private final PartitionFixture world = new PartitionFixture();
    private final Partition partition = world.lead("replayed", 0);

    private ReplayedPiece from(long offset) throws IOException {
        ReadResult read = world.await(partition.leaderLog().read(offset, 1 << 20));
        LogSlice slice = Objects.requireNonNull(((ReadResult.Read) read).slice());
        try {
            return ReplayedPiece.of(slice, offset, (key, value) -> Tallies.record(text(key), 1));
        } finally {
            slice.release();
        }
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes).toString();
    }

    private static Replayed stored(String name) {
        return new Replayed.Stored(Tallies.record(name, 1));
    }

    private static ByteBuf named(String... names) {
        return PartitionFixture.batch(builder -> List.of(names)
                .forEach(name -> builder.append(PartitionFixture.START_MS, name.getBytes(UTF_8), new byte[] {1})));
    }

    @Test
    void itBeginsWhereItIsAskedToWithinABatch() throws IOException {
        partition.leaderLog().append(named("a", "b", "c"));
        partition.leaderLog().append(named("d"));

        ReplayedPiece piece = from(1);

        assertThat(piece.content()).containsExactly(stored("b"), stored("c"), stored("d"));
        assertThat(piece.nextOffset()).isEqualTo(4);
    }

    @Test
    void aDamagedBatchIsNotRead() {
        partition.leaderLog().append(named("a", "b"));
        Path file = world.disk().files().stream()
                .filter(path -> path.toString().endsWith("replayed-0/00000000000000000000.log"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = world.disk().bytes(file);
        bytes[bytes.length - 2] ^= 1;
        world.disk().bytes(file, bytes);

        assertThatThrownBy(() -> from(0)).isInstanceOf(CorruptBatchException.class);
    }

    @Test
    void aTransactionEndsAsItsMarkerSays() throws IOException {
        for (byte kind = 0; kind < 2; kind++) {
            byte[] key = {0, 0, 0, kind};
            partition
                    .leaderLog()
                    .append(PartitionFixture.batch(builder -> builder.producer(7, (short) 0, -1)
                            .transactional()
                            .control()
                            .append(PartitionFixture.START_MS, key, new byte[6])));
        }

        assertThat(from(0).content())
                .containsExactly(new Replayed.TransactionEnded(7, false), new Replayed.TransactionEnded(7, true));
    }
}
