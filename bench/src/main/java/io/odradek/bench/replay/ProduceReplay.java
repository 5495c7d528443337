/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.bench.wire.Frame;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceRequest.PartitionProduceData;
import io.odradek.protocol.message.ProduceRequest.TopicProduceData;
import io.odradek.protocol.wire.BufRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Producers that send one request again and again. Made by any thread; then all of it belongs to the loop. */
public final class ProduceReplay implements AutoCloseable {

    /** The last version that names topics. */
    private static final int VERSION = 12;

    private static final int TIMEOUT_MS = 30_000;
    private static final int READ_BYTES = 4 << 10;

    private final ReplayLoop loop;
    private final ProducePlan plan;
    private final List<ReplayProducer> producers = new ArrayList<>();
    private @Nullable SendTimes sendTimes;
    private Tally tally = new Tally(new CompletableFuture<>());
    private Pace pace = new Pace.Flood(0);
    private long sent;

    public ProduceReplay(ReplayLoop loop, ProducePlan plan) {
        this.loop = loop;
        this.plan = plan;
        for (int i = 0; i < plan.connections(); i++) {
            int partition = i % plan.leaderPorts().size();
            ProduceRequest request = request(partition);
            Frame frame = Frame.of(request, VERSION);
            request.release();
            ByteBuf bytes = Unpooled.directBuffer().writeBytes(frame.toSend());
            ReplayProducer producer = new ReplayProducer(this, partition, frame, bytes);
            loop.connect(plan.leaderPorts().get(partition), READ_BYTES, producer);
            producers.add(producer);
        }
    }

    private ProduceRequest request(int partition) {
        ByteBuf batch = plan.payload().encode(System.currentTimeMillis());
        PartitionProduceData data = new PartitionProduceData().index(partition).records(BufRecords.of(batch));
        TopicProduceData topic =
                new TopicProduceData().name(plan.topic()).partitionData(new ArrayList<>(List.of(data)));
        return new ProduceRequest().acks(plan.acks()).timeoutMs(TIMEOUT_MS).topicData(new ArrayList<>(List.of(topic)));
    }

    /** From the next run on, every batch's time is noted. */
    public void noteTimes(SendTimes times) {
        if (plan.connections() != plan.leaderPorts().size()) {
            throw new IllegalStateException("several connections write to a partition: nobody knows in which order");
        }
        sendTimes = times;
    }

    /** One run at a time. Completes when everything that was sent is answered; fails when a connection breaks. */
    public CompletableFuture<Outcome> run(Pace next) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        loop.loop().execute(() -> {
            tally = new Tally(outcome);
            pace = next;
            sent = 0;
            begin();
        });
        return outcome;
    }

    private void begin() {
        if (pace instanceof Pace.Steady) {
            sendWhatIsDue();
            return;
        }
        for (int i = 0; i < plan.inFlight(); i++) {
            producers.forEach(ReplayProducer::next);
        }
        producers.forEach(ReplayProducer::flush);
    }

    private void sendWhatIsDue() {
        if (!(pace instanceof Pace.Steady steady) || tally.isDone()) {
            return;
        }
        long sinceStartNs = System.nanoTime() - tally.startNs();
        while (sent < steady.requests() && steady.dueNs(sent) <= sinceStartNs) {
            ReplayProducer producer = producers.get((int) (sent % producers.size()));
            producer.send(tally.startNs() + steady.dueNs(sent));
            producer.flush();
        }
        if (sent < steady.requests()) {
            long waitNs = tally.startNs() + steady.dueNs(sent) - System.nanoTime();
            Future<?> unused = loop.loop().schedule(this::sendWhatIsDue, Math.max(waitNs, 0), TimeUnit.NANOSECONDS);
        }
    }

    /** Whether a producer that has got an answer sends another request at once. */
    boolean goesOn() {
        return pace instanceof Pace.Flood flood && sent < flood.requests();
    }

    boolean isAnswered() {
        return plan.acks() != 0;
    }

    void sending(int partition, long intendedNs) {
        sent++;
        if (sendTimes != null) {
            sendTimes.sent(partition, intendedNs);
        }
    }

    /** @param intendedNs when it was to be sent, or did not matter, as nobody answers */
    void answered(long intendedNs, boolean stored) {
        long nowNs = System.nanoTime();
        tally.request();
        if (isAnswered()) {
            tally.latency(nowNs - intendedNs);
        }
        if (stored) {
            tally.got(nowNs, plan.payload().records(), plan.payload().plainBytes());
        } else {
            tally.rejected();
        }
        if (tally.requests() == pace.requests()) {
            tally.finish();
        }
    }

    void broken(Throwable cause) {
        tally.fail(cause);
    }

    @Override
    public void close() {
        producers.forEach(ReplayProducer::close);
    }
}
