/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.message.ApiVersionsRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Leaders from which this broker was cut off a moment ago. A client that lost the same one asks at once who leads now. To
 * tell it the old leader would send it away for 100 ms, then 200, 400 (its backoff between equal answers), while a
 * successor is found in about as long as one of these. So the answer is parked until the controller has named the
 * successor, the broker turns out to be there, or {@link #HOLD_MS} have passed; once for each registration.
 *
 * <p>Any thread may call. What is parked belongs to the control loop; whom to wait for is read by all, and is nobody
 * nearly always.
 */
public final class LostLeaders {
    /** Most failovers take less; and whoever waits holds up what else was asked on its connection. */
    static final int HOLD_MS = 1_000;

    private static final short API_VERSIONS = 0;

    private final ClusterView cluster;
    private final EventExecutor loop;
    private final PeerTransport peers;

    /** Registrations lost, by broker id, until they answer again; confined to the loop. */
    private final Map<Integer, BrokerImage> lost = new HashMap<>();

    /** Confined to the loop. */
    private final List<Parked> parked = new ArrayList<>();

    /** Of the lost, those for whose successors it is worth waiting. Written by the loop only. */
    private volatile Set<BrokerImage> awaited = Set.of();

    /** An answer, and how to find what it will name. */
    private record Parked(Supplier<? extends Collection<TopicImage>> topics, Runnable answer) {}

    public LostLeaders(ClusterView cluster, EventExecutor loop, PeerTransport peers) {
        this.cluster = cluster;
        this.loop = loop;
        this.peers = peers;
        cluster.onChange(this::changed);
    }

    /** A connection to this broker broke, or could not be made. */
    public void lost(BrokerImage broker) {
        if (loop.isShuttingDown()) {
            return;
        }
        loop.execute(() -> {
            if (broker.equals(lost.put(broker.id(), broker))) {
                return;
            }
            await(broker);
            peers.send(broker, API_VERSIONS, new ApiVersionsRequest()).whenComplete((answer, failure) -> {
                if (answer != null) {
                    answer.release();
                    loop.execute(() -> found(broker));
                }
            });
            Future<?> unused = loop.schedule(() -> giveUp(broker), HOLD_MS, TimeUnit.MILLISECONDS);
        });
    }

    /** Runs this once the leaders of these topics are worth telling: on the caller's thread if they are now. */
    public void whenKnown(Supplier<? extends Collection<TopicImage>> topics, Runnable answer) {
        if (awaited.isEmpty()) {
            answer.run();
            return;
        }
        Parked waiting = new Parked(topics, answer);
        loop.execute(() -> {
            if (isWaiting(waiting)) {
                parked.add(waiting);
            } else {
                answer.run();
            }
        });
    }

    private void await(BrokerImage broker) {
        Set<BrokerImage> more = new HashSet<>(awaited);
        more.add(broker);
        awaited = Set.copyOf(more);
    }

    private void giveUp(BrokerImage broker) {
        Set<BrokerImage> fewer = new HashSet<>(awaited);
        fewer.remove(broker);
        awaited = Set.copyOf(fewer);
        answer();
    }

    private void found(BrokerImage broker) {
        lost.remove(broker.id(), broker);
        giveUp(broker);
    }

    private void changed() {
        if (!awaited.isEmpty()) {
            loop.execute(this::answer);
        }
    }

    private void answer() {
        List<Parked> before = new ArrayList<>(parked);
        parked.clear();
        for (Parked each : before) {
            if (isWaiting(each)) {
                parked.add(each);
            } else {
                each.answer().run();
            }
        }
    }

    private boolean isWaiting(Parked waiting) {
        if (awaited.isEmpty()) {
            return false;
        }
        ClusterImage image = cluster.image();
        return waiting.topics().get().stream()
                .flatMap(topic -> topic.partitions().stream())
                .anyMatch(partition -> isAwaited(image, partition));
    }

    private boolean isAwaited(ClusterImage image, PartitionImage partition) {
        for (BrokerImage broker : awaited) {
            if (partition.leader() == broker.id()) {
                BrokerImage now = image.broker(broker.id());
                return now == null || now.equals(broker);
            }
        }
        return false;
    }
}
