/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Consumers that look at nothing but the headers of batches, and fail where an offset does not follow on the one before.
 * Each has one request on its way, with the sizes that a stock consumer has by default. Made by any thread; then all of
 * it belongs to the loop.
 */
public final class FetchReplay implements AutoCloseable {

    private final ReplayLoop loop;
    private final List<ReplayConsumer> consumers = new ArrayList<>();
    private final @Nullable SendTimes sendTimes;
    private Tally tally = new Tally(new CompletableFuture<>());
    private int reading;

    /** @param sendTimes if latency is to be that of each batch, since it was to be sent; else it is that of a request */
    public FetchReplay(ReplayLoop loop, String topic, List<Reader> readers, @Nullable SendTimes sendTimes) {
        this.loop = loop;
        this.sendTimes = sendTimes;
        for (Reader reader : readers) {
            ReplayConsumer consumer = new ReplayConsumer(this, topic, reader.from());
            loop.connect(reader.port(), ReplayConsumer.READ_BYTES, consumer);
            consumers.add(consumer);
        }
    }

    /**
     * One run at a time, which goes on where the one before ended.
     *
     * @param wanted records, of each consumer in turn; it ends with the batch in which it has them
     */
    public CompletableFuture<Outcome> run(List<Long> wanted) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        loop.loop().execute(() -> {
            tally = new Tally(outcome);
            reading = consumers.size();
            for (int i = 0; i < consumers.size(); i++) {
                consumers.get(i).read(wanted.get(i));
            }
        });
        return outcome;
    }

    void answered(long askedNs) {
        tally.request();
        if (sendTimes == null) {
            tally.latency(System.nanoTime() - askedNs);
        }
    }

    void read(int partition, long baseOffset, long records, long bytes) {
        long nowNs = System.nanoTime();
        tally.got(nowNs, records, bytes);
        if (sendTimes != null) {
            tally.latency(nowNs - sendTimes.timeNs(partition, baseOffset));
        }
    }

    void hasAll() {
        reading--;
        if (reading == 0) {
            tally.finish();
        }
    }

    void broken(Throwable cause) {
        tally.fail(cause);
    }

    @Override
    public void close() {
        consumers.forEach(ReplayConsumer::close);
    }
}
