/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.CellFigure;
import io.odradek.bench.Limits.Limit;
import io.odradek.bench.Workload.Replay;
import io.odradek.bench.replay.Outcome;
import io.odradek.bench.replay.Pace;
import io.odradek.bench.replay.Payload;
import io.odradek.bench.replay.ProducePlan;
import io.odradek.bench.replay.ProduceReplay;
import io.odradek.protocol.record.Compression;
import java.util.Map;

/** 200 small producers: a connection each, a request for every record, as without linger. */
record ManyProducers() implements BrokerScenario {

    private static final String ANCHOR = "MANY";
    private static final int PARTITIONS = 4;
    private static final int CONNECTIONS = 200;
    private static final int PER_SECOND = 5_000;
    /** What one request adds to the log, at most. */
    private static final int BYTES_EACH = 200;

    private static final Payload PAYLOAD = new Payload(100, 1, Compression.NONE);

    @Override
    public String anchors() {
        return ANCHOR;
    }

    @Override
    public String title() {
        return "many small producers";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        Replay workload = lap.workload().replay();
        try (Replayer replayer = new Replayer(lap, ANCHOR)) {
            ReplayTopics.Topic topic = replayer.topics().create("many", PARTITIONS, Map.of());
            ProducePlan plan =
                    new ProducePlan(topic.name(), topic.leaderPorts(), CONNECTIONS, 1, Replayer.ALL, PAYLOAD);
            try (ProduceReplay producers = new ProduceReplay(replayer.loop(), plan)) {
                Pace.Flood warmUp = new Pace.Flood(workload.manyRequests() / 4);
                replayer.await(producers.run(warmUp));
                Pace.Flood flood = new Pace.Flood(workload.manyRequests());
                String run = "200 producers of 100 B, one request each on its way";
                Outcome flooded = replayer.onWarmPages(
                        workload.manyRequests() * BYTES_EACH,
                        () -> replayer.measure(run, Limit.NONE, () -> producers.run(flood)));
                replayer.throughput(run, flooded);
                replayer.note(CellFigure.of(ANCHOR, run + ": requests", "1/s"), flooded.recordsPerSecond());
                replayer.latency(run, flooded);
                lap.settle();
                Pace.Steady steady =
                        Pace.Steady.during(PER_SECOND, workload.paced().multipliedBy(2));
                String slower = "200 producers of 100 B, 5,000 requests/s";
                Outcome paced = replayer.measure(slower, Limit.NONE, () -> producers.run(steady));
                replayer.latency(slower, paced);
                replayer.checkLog(topic, warmUp.requests() + flood.requests() + steady.requests());
            }
        }
    }
}
