/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Limits.Limit;
import io.odradek.bench.Workload.Replay;
import io.odradek.bench.replay.FetchReplay;
import io.odradek.bench.replay.Outcome;
import io.odradek.bench.replay.Pace;
import io.odradek.bench.replay.Payload;
import io.odradek.bench.replay.ProducePlan;
import io.odradek.bench.replay.ProduceReplay;
import java.util.List;
import java.util.Map;

/**
 * For each cell: a flood, for throughput and CPU; a fixed rate, for latency; and all of it read again. Each in a topic of
 * its own.
 */
final class MatrixRuns {

    static final String ANCHOR = "MATRIX";

    /** Of a stock producer by default. */
    private static final int PACED_BATCH_BYTES = 16 << 10;

    private static final double PACED_BYTES_PER_SECOND = 16 << 20;
    private static final int IN_FLIGHT = 5;

    private final Rig rig;
    private final int partitions;

    MatrixRuns(Rig rig, int partitions) {
        this.rig = rig;
        this.partitions = partitions;
    }

    void run() {
        try (Replayer replayer = new Replayer(rig, ANCHOR)) {
            List<MatrixCell> cells = MatrixCell.cells(rig.workload().replay().allCells());
            cells.stream().map(MatrixCell::acks).distinct().forEach(acks -> replayer.warmUp(partitions, acks));
            rig.settle();
            cells.forEach(cell -> run(replayer, cell));
        }
    }

    private void run(Replayer replayer, MatrixCell cell) {
        ReplayTopics.Topic topic = replayer.topics().create("matrix-" + cell.name(), partitions, Map.of());
        String label = cell.label(rig.replicas());
        long records = flood(replayer, cell, topic, "write " + label);
        records += paced(replayer, cell, topic, "write " + label + ", 16 MiB/s");
        replayer.checkLog(topic, records);
        read(replayer, topic, "read " + label);
        replayer.topics().delete(topic);
    }

    private long flood(Replayer replayer, MatrixCell cell, ReplayTopics.Topic topic, String run) {
        Replay workload = rig.workload().replay();
        Payload payload = Payload.of(cell.valueBytes(), Replayer.BATCH_BYTES, cell.compression());
        long bytes = cell.valueBytes() == MatrixCell.SMALLEST_BYTES ? workload.bytes() / 2 : workload.bytes();
        Pace.Flood flood = new Pace.Flood(bytes / payload.plainBytes());
        long expected = flood.requests() * payload.records();
        try (ProduceReplay producers = new ProduceReplay(replayer.loop(), plan(cell, topic, payload))) {
            Outcome done = rig.onWarmPages(
                    bytes,
                    () -> replayer.measure(
                            run,
                            Limit.WRITE,
                            () -> producers.run(flood),
                            () -> replayer.topics().awaitRecords(topic, expected)));
            replayer.throughput(run, done);
        }
        return expected;
    }

    private long paced(Replayer replayer, MatrixCell cell, ReplayTopics.Topic topic, String run) {
        Payload payload = Payload.of(cell.valueBytes(), PACED_BATCH_BYTES, cell.compression());
        Pace.Steady steady = Pace.Steady.during(
                PACED_BYTES_PER_SECOND / payload.plainBytes(),
                rig.workload().replay().paced());
        try (ProduceReplay producers = new ProduceReplay(replayer.loop(), plan(cell, topic, payload))) {
            Outcome done = replayer.await(producers.run(steady));
            replayer.checkedRun(run, done);
            replayer.latency(run, done);
        }
        return steady.requests() * payload.records();
    }

    private ProducePlan plan(MatrixCell cell, ReplayTopics.Topic topic, Payload payload) {
        return new ProducePlan(topic.name(), topic.leaderPorts(), partitions, IN_FLIGHT, cell.acks(), payload);
    }

    private static void read(Replayer replayer, ReplayTopics.Topic topic, String run) {
        try (FetchReplay consumers = replayer.readers(topic)) {
            Outcome done = replayer.measure(run, Limit.READ, () -> consumers.run(replayer.goals(topic)));
            replayer.throughput(run, done);
            replayer.latency(run, done);
        }
    }
}
