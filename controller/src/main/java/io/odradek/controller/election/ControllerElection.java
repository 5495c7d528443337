/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.election;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.controller.store.Committed;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.SessionState;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This broker's candidacy for the active controller. Confined to the controller loop; lives from {@link #start} until
 * the store closes.
 *
 * <p>One transaction creates /controller and raises /controller_epoch under the version read before: of all who try, one
 * gets both. Curator's leader recipes have no such fence and other nodes. If /controller is left over from a dead
 * process of this same broker, the transaction also deletes it; the epoch's version keeps that from hitting anybody who
 * was elected meanwhile.
 */
public final class ControllerElection {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerElection.class);

    /** Time enough for others who saw the same, and no long time where there are none. */
    static final int GIVE_WAY_MS = 50;

    /** After the store's election, until what it interrupted has been dealt with. */
    static final int HAND_ON_MS = 1_000;

    private final MetadataStore store;
    private final Candidate candidate;
    private final InstantSource clock;
    private final EventExecutor loop;
    private final Listener listener;
    private @Nullable ControllerEpoch held;
    private boolean gaveWay;
    private boolean reading;
    private boolean readAgain;

    /** Who stands, and which other sessions with our id must be those of dead processes of ours. */
    public record Candidate(int brokerId, LongPredicate isLeftOver) {}

    /** Hears how it goes, on the loop. */
    public interface Listener {
        void elected(ControllerEpoch epoch);

        /** No longer, or not known to be: nothing may be decided any more. */
        void deposed();

        /** Somebody else is. */
        void following(int controllerId);
    }

    public ControllerElection(
            MetadataStore store, Candidate candidate, InstantSource clock, EventExecutor loop, Listener listener) {
        this.store = store;
        this.candidate = candidate;
        this.clock = clock;
        this.loop = loop;
        this.listener = listener;
    }

    public void start() {
        store.listen(this::onSession);
    }

    /** The active controller cannot go on, for it does not know what it wrote: it steps down and stands again. */
    public void resign() {
        ControllerEpoch epoch = held;
        if (epoch == null) {
            return;
        }
        depose();
        List<StoreOp> transaction = List.of(
                new StoreOp.Check(ZNodes.CONTROLLER_EPOCH, epoch.nodeVersion()),
                new StoreOp.Delete(ZNodes.CONTROLLER, StoreOp.ANY_VERSION));
        store.commit(transaction).whenComplete((committed, failure) -> look());
    }

    /**
     * The broker that is the active controller has ended or hangs: takes its place at once, if it still has it. The
     * epoch is read before the controller: if that has changed by then, the epoch's version has too, and nothing happens.
     *
     * @param besides what else must be so for the same reason, in the same transaction
     */
    public void takeOver(int from, List<StoreOp> besides) {
        if (held != null) {
            return;
        }
        var epoch = store.get(ZNodes.CONTROLLER_EPOCH);
        var controller = store.get(ZNodes.CONTROLLER);
        controller.thenCombine(epoch, Seen::new).whenComplete((seen, failure) -> {
            boolean same = failure == null
                    && seen.epoch().isPresent()
                    && seen.controller()
                            .map(node -> ZNodes.readController(node.text()) == from)
                            .orElse(false);
            boolean able = same && held == null && store.session() instanceof SessionState.Connected;
            if (able && !givesWay(() -> takeOver(from, besides))) {
                stand(seen.epoch().get(), true, besides);
            }
        });
    }

    /**
     * The process in which the store's own leader runs lets others stand first: if it were the active controller's as
     * well, its end would cost the store's election and then ours, one after the other. Once for each vacancy; if nobody
     * else stands, it does.
     */
    private boolean givesWay(Runnable later) {
        if (gaveWay || !store.isLedHere()) {
            return false;
        }
        gaveWay = true;
        Future<?> unused = loop.schedule(later, GIVE_WAY_MS, TimeUnit.MILLISECONDS);
        return true;
    }

    private void onSession(SessionState state) {
        if (state instanceof SessionState.Connected) {
            look();
            if (held != null && store.isLedHere()) {
                Future<?> unused = loop.schedule(this::handOn, HAND_ON_MS, TimeUnit.MILLISECONDS);
            }
        } else if (state instanceof SessionState.Expired || state instanceof SessionState.Closed) {
            depose();
        }
    }

    /** The store's leader has moved into the active controller's process. */
    private void handOn() {
        if (held != null && store.isLedHere()) {
            LOG.info("The ensemble's leader runs in this broker by now: another is to be the active controller");
            resign();
        }
    }

    private void depose() {
        if (held != null) {
            LOG.info("Broker {} is no longer the active controller", candidate.brokerId());
            held = null;
            listener.deposed();
        }
    }

    /** Reads who is the controller, and stands if nobody is. One look at a time; one more if something happened since. */
    private void look() {
        if (reading) {
            readAgain = true;
            return;
        }
        reading = true;
        readAgain = false;
        var epoch = store.get(ZNodes.CONTROLLER_EPOCH);
        var controller = store.get(ZNodes.CONTROLLER, path -> look());
        controller.thenCombine(epoch, Seen::new).whenComplete((seen, failure) -> {
            reading = false;
            if (readAgain) {
                look();
            } else if (failure != null) {
                LOG.debug("The election could not be read; the next session state looks again", failure);
            } else {
                onSeen(seen);
            }
        });
    }

    private record Seen(Optional<StoredNode> controller, Optional<StoredNode> epoch) {}

    private void onSeen(Seen seen) {
        if (!(store.session() instanceof SessionState.Connected connected)
                || seen.epoch().isEmpty()) {
            return;
        }
        StoredNode epoch = seen.epoch().get();
        if (seen.controller().isEmpty()) {
            depose();
            if (!givesWay(this::look)) {
                stand(epoch, false, List.of());
            }
            return;
        }
        StoredNode controller = seen.controller().get();
        int id = ZNodes.readController(controller.text());
        if (controller.ephemeralOwner() == connected.sessionId()) {
            if (held == null) {
                won(new ControllerEpoch(Integer.parseInt(epoch.text()), epoch.version()));
            }
        } else if (id == candidate.brokerId() && candidate.isLeftOver().test(controller.ephemeralOwner())) {
            depose();
            stand(epoch, true, List.of());
        } else {
            depose();
            gaveWay = false;
            listener.following(id);
        }
    }

    private void stand(StoredNode epoch, boolean replace, List<StoreOp> besides) {
        int number = Integer.parseInt(epoch.text()) + 1;
        List<StoreOp> transaction = new ArrayList<>(besides);
        if (replace) {
            transaction.add(new StoreOp.Delete(ZNodes.CONTROLLER, StoreOp.ANY_VERSION));
        }
        transaction.add(StoreOp.createEphemeral(
                ZNodes.CONTROLLER, ZNodes.controllerText(candidate.brokerId(), clock.millis())));
        transaction.add(new StoreOp.SetData(ZNodes.CONTROLLER_EPOCH, Integer.toString(number), epoch.version()));
        store.commit(transaction).whenComplete((committed, failure) -> {
            if (committed instanceof Committed.Done) {
                won(new ControllerEpoch(number, epoch.version() + 1));
            } else {
                // Somebody else was faster, or the answer was lost: look who it is now.
                look();
            }
        });
    }

    private void won(ControllerEpoch epoch) {
        LOG.info("Broker {} is the active controller, epoch {}", candidate.brokerId(), epoch.number());
        held = epoch;
        gaveWay = false;
        listener.elected(epoch);
        look();
    }
}
