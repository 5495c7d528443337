/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.odradek.controller.PeerSign;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.ApiVersionsResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches one broker over a connection of its own, where no other request is in the way: ApiVersions twice a second,
 * which every broker serves. Confined to an I/O loop; lives until it is ended.
 *
 * <p>A connection that breaks is opened again at once; a refusal then says that the process is gone. A question that
 * stays open for {@link #SILENT_TICKS} ticks says that it hangs. Ticks are counted, not time: each is armed by the one
 * before, and one that comes late is not counted, so a loop that was kept from running itself, by the collector or by
 * other processes on a busy machine, blames nobody else for that.
 */
final class PeerHeartbeat {
    static final int CONNECT_TIMEOUT_MS = 1_000;
    static final int TICK_MS = 500;

    /** A second; whoever hears of it acts on the second sign, half a second later. */
    static final int SILENT_TICKS = 2;

    /** A broker registers, and may be elected, before it is ready to answer anybody. */
    static final int UNSEEN_TICKS = 20;

    /** How much longer a silent connection is believed in, until a new one is tried. */
    private static final int RECONNECT_TICKS = 5;

    /**
     * A broker never seen alive may be about to listen: Apache Kafka registers seconds before it does, and never again if
     * its registration is taken away. If it does not come soon, that is told; its silence comes later.
     */
    private static final int REFUSED_RETRY_MS = 50;

    /** The refusal that tells of its absence: one of ours, which listens before it registers, has ended. */
    private static final int ABSENT_REFUSALS = 3;

    /**
     * Of a process that is being killed the kernel closes one socket after the other: a new connection may still be taken
     * by its listener and broken right away. It is tried again soon, some times, and then with each tick.
     */
    private static final int BROKEN_RETRY_MS = 10;

    private static final int BROKEN_RETRIES_MAX = 10;

    /** A tick so much behind its time tells of this loop and not of the broker. */
    private static final int LATE_MS = 200;

    private static final short VERSION = 0;

    /** Only one of ours serves the controller's requests and these versions as well. */
    private static final short OUR_METADATA_VERSION = 13;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Endpoint endpoint;
    private final PeerClient.Settings settings;
    private final Consumer<PeerSign> listener;
    private PeerConnection connection;
    private boolean waiting;
    private int questions;
    private boolean ended;
    private boolean answered;
    private boolean answeredOnce;
    private boolean told;
    private boolean retrying;
    private int retries;
    private boolean refused;
    private int refusals;
    /** Since the last answer. */
    private int ticks;

    private long armedNs;

    PeerHeartbeat(
            EventLoop loop,
            Bootstrap bootstrap,
            Endpoint endpoint,
            PeerClient.Settings settings,
            Consumer<PeerSign> listener) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.endpoint = endpoint;
        this.settings = settings;
        this.listener = listener;
        this.connection = connection();
    }

    private PeerConnection connection() {
        return new PeerConnection(loop, bootstrap.clone(), endpoint, settings, this::broken);
    }

    /** @param seen whether this registration has answered an earlier link: then a refusal is no beginning */
    void begin(boolean seen) {
        assert loop.inEventLoop();
        answeredOnce = seen;
        ticks = 1;
        ask();
        arm();
    }

    void end() {
        assert loop.inEventLoop();
        ended = true;
        connection.close();
    }

    private void arm() {
        armedNs = loop.ticker().nanoTime();
        Future<?> unused = loop.schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (ended) {
            return;
        }
        long elapsedNs = loop.ticker().nanoTime() - armedNs;
        if (elapsedNs <= TimeUnit.MILLISECONDS.toNanos(TICK_MS + LATE_MS)) {
            if (ticks >= silentTicks()) {
                told = false;
                listener.accept(new PeerSign.Silent());
            }
            ticks++;
        }
        if (ticks > silentTicks() + RECONNECT_TICKS) {
            reconnect();
        } else if (!waiting) {
            ask();
        }
        arm();
    }

    private int silentTicks() {
        return answeredOnce ? SILENT_TICKS : UNSEEN_TICKS;
    }

    /** What was lost on the way may not come through before long; a new connection does as soon as there is a way. */
    private void reconnect() {
        waiting = false;
        connection.close();
        connection = connection();
        answered = false;
        // The silence goes on until an answer ends it.
        ticks = silentTicks();
        ask();
    }

    private void ask() {
        PeerCall call = new PeerCall(VERSION, new ApiVersionsRequest(), new CompletableFuture<>());
        waiting = true;
        questions++;
        int question = questions;
        var unused = call.answer().whenComplete((answer, failure) -> {
            if (waiting && question == questions && !ended) {
                waiting = false;
                if (failure == null) {
                    onAnswer(answer);
                } else {
                    onFailure(failure);
                }
            }
        });
        connection.send(call);
    }

    private void onAnswer(ApiMessage answer) {
        ticks = 0;
        retries = 0;
        answered = true;
        answeredOnce = true;
        if (!told) {
            told = true;
            listener.accept(new PeerSign.Answers(isOurs((ApiVersionsResponse) answer)));
        }
    }

    private static boolean isOurs(ApiVersionsResponse answer) {
        boolean led = false;
        boolean current = false;
        for (ApiVersionsResponse.ApiVersion api : answer.apiKeys()) {
            led |= api.apiKey() == ApiKey.LEADER_AND_ISR.id();
            current |= api.apiKey() == ApiKey.METADATA.id() && api.maxVersion() >= OUR_METADATA_VERSION;
        }
        return led && current;
    }

    private void onFailure(Throwable failure) {
        refused = isRefusal(failure);
        if (refused) {
            if (answeredOnce) {
                told = false;
                listener.accept(new PeerSign.Refused());
            } else {
                refusals++;
                if (refusals == ABSENT_REFUSALS) {
                    listener.accept(new PeerSign.Absent());
                }
                Future<?> unused = loop.schedule(this::askAgain, REFUSED_RETRY_MS, TimeUnit.MILLISECONDS);
            }
        } else if (!(failure.getCause() instanceof ConnectTimeoutException)) {
            broken();
        }
    }

    private void askAgain() {
        retrying = false;
        if (!ended && !waiting) {
            ask();
        }
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
    }

    /** At once, and then not for ever: a broker may close each connection that it accepts. */
    private void broken() {
        if (ended || waiting || retrying || refused) {
            return;
        }
        if (answered) {
            answered = false;
            ask();
        } else if (answeredOnce && retries < BROKEN_RETRIES_MAX) {
            retries++;
            retrying = true;
            Future<?> unused = loop.schedule(this::askAgain, BROKEN_RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }
}
