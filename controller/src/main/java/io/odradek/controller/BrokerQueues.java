/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.message.LeaderAndIsrResponse;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The queue to each live broker. Confined to the controller loop; one set of queues for each term. */
final class BrokerQueues {
    private final PeerTransport transport;
    private final EventExecutor loop;
    private final Answers answers;
    private final Map<Integer, BrokerQueue> queues = new TreeMap<>();

    /** What brokers say to what they were told, and which of them must be told everything. */
    interface Answers {
        void onLeaderAndIsr(BrokerImage broker, LeaderAndIsrResponse answer);

        void onStopReplica(BrokerImage broker, StopReplicaRequest request, StopReplicaResponse answer);

        void resend(BrokerImage broker);
    }

    BrokerQueues(PeerTransport transport, EventExecutor loop, Answers answers) {
        this.transport = transport;
        this.loop = loop;
        this.answers = answers;
    }

    void open(BrokerImage broker) {
        close(broker.id());
        queues.put(broker.id(), new BrokerQueue(broker, transport, loop, () -> answers.resend(broker)));
    }

    void close(int brokerId) {
        BrokerQueue queue = queues.remove(brokerId);
        if (queue != null) {
            queue.close();
            transport.forget(queue.broker());
        }
    }

    /** The term is over. Connections stay, for whoever comes next. */
    void closeAll() {
        List<BrokerQueue> open = new ArrayList<>(queues.values());
        queues.clear();
        open.forEach(BrokerQueue::close);
    }

    void add(List<PushBatch.Requests> requests) {
        requests.forEach(this::add);
    }

    private void add(PushBatch.Requests requests) {
        BrokerQueue queue = queues.get(requests.broker().id());
        if (queue == null) {
            return;
        }
        if (requests.metadataFirst()) {
            queue.add(PushBatch.UPDATE_METADATA_VERSION, requests.updateMetadata());
        }
        if (requests.leaderAndIsr() != null) {
            queue.add(PushBatch.LEADER_AND_ISR_VERSION, requests.leaderAndIsr()).thenAccept(answer -> {
                if (answer.isPresent() && answer.get() instanceof LeaderAndIsrResponse response) {
                    answers.onLeaderAndIsr(requests.broker(), response);
                }
            });
        }
        if (!requests.metadataFirst()) {
            queue.add(PushBatch.UPDATE_METADATA_VERSION, requests.updateMetadata());
        }
        StopReplicaRequest stop = requests.stopReplica();
        if (stop != null) {
            queue.add(PushBatch.STOP_REPLICA_VERSION, stop).thenAccept(answer -> {
                if (answer.isPresent() && answer.get() instanceof StopReplicaResponse response) {
                    answers.onStopReplica(requests.broker(), stop, response);
                }
            });
        }
    }

    /** Completes when the broker has answered all that it was sent so far, or is gone. */
    CompletionStage<Void> drained(int brokerId) {
        BrokerQueue queue = queues.get(brokerId);
        return queue == null ? CompletableFuture.completedFuture(null) : queue.drained();
    }
}
