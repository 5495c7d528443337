/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.broker.partition.InSyncProposals;
import io.odradek.controller.AlterPartitionAnswer;
import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the proposals of all leaders of this broker to the active controller: one request at a time, which carries
 * everything that is open by then, and again until it is answered. If the controller changes meanwhile, the new one is
 * asked at once; the old one's answer is then of no interest. Bounded by the partitions that this broker leads.
 *
 * <p>Confined to one loop. Lives as long as the broker.
 */
public final class InSyncProposer implements InSyncProposals {
    private static final Logger LOG = LoggerFactory.getLogger(InSyncProposer.class);
    private static final long RETRY_MS = 50;
    private static final long LOOK_FOR_ANOTHER_CONTROLLER_MS = 200;
    private static final int NAMED_IN_LOG = 5;

    private final EventExecutor loop;
    private final IntSupplier controllerId;
    private final Door door;
    private final Map<TopicPartition, Open> open = new LinkedHashMap<>();
    private @Nullable Flight flight;
    private @Nullable Future<?> retry;

    /** The way to whoever is the active controller; NOT_CONTROLLER if it could not be reached. */
    @FunctionalInterface
    public interface Door {
        CompletionStage<AlterPartitionAnswer> propose(List<IsrChange> changes);
    }

    /** One proposal that nobody answered yet. */
    private static final class Open {
        private final IsrChange change;
        private final Answer answer;

        Open(IsrChange change, Answer answer) {
            this.change = change;
            this.answer = answer;
        }
    }

    /** The request that is under way. */
    private static final class Flight {
        private final int controllerId;
        private final Map<TopicPartition, Open> sent;

        Flight(int controllerId, Map<TopicPartition, Open> sent) {
            this.controllerId = controllerId;
            this.sent = sent;
        }
    }

    /** @param controllerId who is controller, as far as this broker has heard */
    public InSyncProposer(EventExecutor loop, IntSupplier controllerId, Door door) {
        this.loop = loop;
        this.controllerId = controllerId;
        this.door = door;
    }

    @Override
    public void propose(IsrChange change, Answer answer) {
        onLoop(() -> {
            open.put(change.partition(), new Open(change, answer));
            send();
        });
    }

    @Override
    public void withdraw(TopicPartition partition, int leaderEpoch) {
        onLoop(() -> {
            Open present = open.get(partition);
            if (present != null && present.change.leaderEpoch() <= leaderEpoch) {
                open.remove(partition);
            }
        });
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("A proposal of in-sync replicas comes too late, the broker is going down", e);
        }
    }

    private void send() {
        assert loop.inEventLoop();
        if (flight != null || retry != null || open.isEmpty()) {
            return;
        }
        Flight next = new Flight(controllerId.getAsInt(), new LinkedHashMap<>(open));
        flight = next;
        door.propose(next.sent.values().stream().map(one -> one.change).toList())
                .whenComplete((answer, failure) -> onLoop(() -> landed(next, answer, failure)));
        watch(next);
    }

    /** A controller that hangs holds its answer back for long; its successor is known much sooner. */
    private void watch(Flight watched) {
        var unused = loop.schedule(
                () -> {
                    if (flight != watched) {
                        return;
                    }
                    if (controllerId.getAsInt() != watched.controllerId) {
                        flight = null;
                        send();
                    } else {
                        watch(watched);
                    }
                },
                LOOK_FOR_ANOTHER_CONTROLLER_MS,
                TimeUnit.MILLISECONDS);
    }

    private void landed(Flight landed, @Nullable AlterPartitionAnswer answer, @Nullable Throwable failure) {
        if (flight != landed) {
            return;
        }
        flight = null;
        if (answer == null || answer.error() != ErrorCode.NONE) {
            LOG.debug(
                    "Broker {} did not take {} proposals of in-sync replicas ({}); asking again",
                    landed.controllerId,
                    landed.sent.size(),
                    answer == null ? String.valueOf(failure) : answer.error());
            later();
            return;
        }
        tell(landed, answer);
        if (landed.sent.entrySet().stream().anyMatch(one -> open.get(one.getKey()) == one.getValue())) {
            // Something was not answered at all.
            later();
        } else {
            send();
        }
    }

    private void tell(Flight landed, AlterPartitionAnswer answer) {
        List<String> stored = new ArrayList<>();
        for (IsrChanged changed : answer.changes()) {
            Open sent = landed.sent.get(changed.partition());
            if (sent != null && open.get(changed.partition()) == sent) {
                open.remove(changed.partition());
                sent.answer.answered(changed);
                if (changed.state() != null) {
                    stored.add(changed.partition() + " to " + changed.state().isr());
                }
            }
        }
        if (!stored.isEmpty()) {
            LOG.info(
                    "In-sync replicas of {} partitions changed: {}{}",
                    stored.size(),
                    String.join(", ", stored.subList(0, Math.min(NAMED_IN_LOG, stored.size()))),
                    stored.size() > NAMED_IN_LOG ? ", …" : "");
        }
    }

    private void later() {
        retry = loop.schedule(
                () -> {
                    retry = null;
                    send();
                },
                RETRY_MS,
                TimeUnit.MILLISECONDS);
    }
}
