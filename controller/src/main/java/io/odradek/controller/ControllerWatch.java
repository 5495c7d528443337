/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.election.ControllerElection;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.message.ApiVersionsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link of every other broker to the active controller's. When that broker is refused, its process has ended, and the
 * first to see it takes the controller's place in one transaction that also removes the registration, if it still is the
 * one that the link was made to. When it is silent, it is replaced as controller only by a broker that reaches most of
 * the others, and its registration goes only if it would come back by itself. Confined to the controller loop.
 */
final class ControllerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerWatch.class);
    private static final short API_VERSIONS = 0;
    private static final int PROBE_MS = 500;

    /**
     * After a change of controllers for silence: two brokers that only cannot hear each other must not depose each other
     * in turns for ever. Others, who hear both, may act at once.
     */
    private static final int PAUSE_MS = 10_000;

    private final MetadataStore store;
    private final PeerTransport peers;
    private final ControllerEnvironment environment;
    private final int brokerId;
    private final ControllerElection election;
    private @Nullable Target target;
    private boolean acting;
    private Map<Integer, Long> suspects = Map.of();
    private long notBeforeMs = Long.MIN_VALUE;

    /** The controller's broker as registered, and the link to it. */
    private static final class Target {
        private final BrokerImage broker;
        private PeerLink link = () -> {};
        private boolean registersAgain;
        private int silences;

        Target(BrokerImage broker) {
            this.broker = broker;
        }
    }

    ControllerWatch(
            MetadataStore store,
            PeerTransport peers,
            ControllerEnvironment environment,
            int brokerId,
            ControllerElection election) {
        this.store = store;
        this.peers = peers;
        this.environment = environment;
        this.brokerId = brokerId;
        this.election = election;
    }

    /** Watches the broker that has been elected. */
    void follow(int controllerId) {
        store.get(ZNodes.broker(controllerId)).whenComplete((node, failure) -> {
            if (failure == null && node.isPresent()) {
                read(controllerId, node.get()).ifPresent(this::link);
            }
        });
    }

    private static Optional<BrokerImage> read(int id, StoredNode node) {
        try {
            return Optional.of(ZNodes.readBroker(id, node));
        } catch (StoreException e) {
            LOG.warn("The controller, broker {}, is not watched: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    private void link(BrokerImage controller) {
        Target before = target;
        if (before != null && before.broker.equals(controller)) {
            return;
        }
        unlink();
        Target begun = new Target(controller);
        target = begun;
        begun.link = peers.link(controller, sign -> environment.loop().execute(() -> onSign(begun, sign)));
    }

    /** This broker is the controller itself; tells whose registrations (id and epoch) it has left although they are silent. */
    Map<Integer, Long> stop() {
        Map<Integer, Long> left = suspects;
        suspects = Map.of();
        unlink();
        return left;
    }

    private void unlink() {
        Target before = target;
        target = null;
        if (before != null) {
            before.link.close();
        }
    }

    /** This broker was the controller until somebody else took its place. */
    void deposed() {
        notBeforeMs = environment.clock().millis() + PAUSE_MS;
    }

    private void onSign(Target about, PeerSign sign) {
        if (about != target) {
            return;
        }
        about.silences = sign instanceof PeerSign.Silent ? about.silences + 1 : 0;
        if (sign instanceof PeerSign.Answers answers) {
            about.registersAgain = answers.registersAgain();
        } else if (!acting
                && !(sign instanceof PeerSign.Absent)
                && (about.silences == 0 || about.silences >= PeerSign.Silent.DEAD_AT)) {
            acting = true;
            CompletionStage<Void> act = sign instanceof PeerSign.Refused ? replaceDead(about) : replaceSilent(about);
            act.whenComplete((done, failure) -> {
                acting = false;
                if (failure != null) {
                    LOG.debug("The controller was not replaced", failure);
                }
            });
        }
    }

    private CompletionStage<Void> replaceDead(Target dead) {
        LOG.info("The controller, broker {}, has ended: standing for its place", dead.broker.id());
        return takeOver(dead, true);
    }

    private CompletionStage<Void> replaceSilent(Target silent) {
        if (environment.clock().millis() < notBeforeMs) {
            return CompletableFuture.completedFuture(null);
        }
        return others(silent.broker.id()).thenCompose(this::reachesMost).thenCompose(reached -> {
            if (!reached || silent != target) {
                return CompletableFuture.completedFuture(null);
            }
            LOG.warn(
                    "The controller, broker {}, is silent, and other brokers answer: standing for its place",
                    silent.broker.id());
            deposed();
            if (!silent.registersAgain) {
                suspects = Map.of(silent.broker.id(), silent.broker.epoch());
            }
            return takeOver(silent, silent.registersAgain);
        });
    }

    private CompletionStage<Void> takeOver(Target from, boolean removeRegistration) {
        String path = ZNodes.broker(from.broker.id());
        return store.get(path).thenAccept(node -> {
            boolean same =
                    node.map(found -> found.czxid() == from.broker.epoch()).orElse(true);
            if (!same) {
                follow(from.broker.id());
                return;
            }
            List<StoreOp> besides = new ArrayList<>();
            if (removeRegistration) {
                node.ifPresent(found -> besides.add(new StoreOp.Delete(path, found.version())));
            }
            election.takeOver(from.broker.id(), besides);
        });
    }

    // ---- who else is there

    private CompletionStage<List<BrokerImage>> others(int controllerId) {
        return store.children(ZNodes.BROKER_IDS).thenCompose(names -> {
            List<Integer> ids = new ArrayList<>();
            List<String> paths = new ArrayList<>();
            for (String name : names.orElse(List.of())) {
                int id = Integer.parseInt(name);
                if (id != controllerId && id != brokerId) {
                    ids.add(id);
                    paths.add(ZNodes.broker(id));
                }
            }
            return store.getAll(paths).thenApply(nodes -> {
                List<BrokerImage> others = new ArrayList<>();
                for (int i = 0; i < paths.size(); i++) {
                    int id = ids.get(i);
                    nodes.get(i).flatMap(node -> read(id, node)).ifPresent(others::add);
                }
                return others;
            });
        });
    }

    /** Whether more than half of them answer soon; true if there are none. */
    private CompletionStage<Boolean> reachesMost(List<BrokerImage> others) {
        CompletableFuture<Boolean> decided = new CompletableFuture<>();
        if (others.isEmpty()) {
            decided.complete(true);
            return decided;
        }
        int[] answered = {0};
        for (BrokerImage other : others) {
            peers.send(other, API_VERSIONS, new ApiVersionsRequest())
                    .thenAccept(answer -> environment.loop().execute(() -> {
                        answered[0]++;
                        if (answered[0] * 2 > others.size()) {
                            decided.complete(true);
                        }
                    }));
        }
        var unused = environment.loop().schedule(() -> decided.complete(false), PROBE_MS, TimeUnit.MILLISECONDS);
        return decided;
    }
}
