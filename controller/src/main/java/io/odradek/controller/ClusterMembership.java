/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.store.Committed;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.SessionState;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This broker's place in the cluster: the tree's base, the cluster's id, an id for a broker that has none, and the
 * registration under /brokers/ids, renewed whenever a session was lost. Methods may be called from any thread; state
 * belongs to the controller loop.
 *
 * <p>A registration that a dead process of ours left behind is replaced at once, in one transaction, instead of waiting
 * for its session to end. It is ours if it has our id and our endpoints: we listen there, so nobody else does.
 */
public final class ClusterMembership {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);
    private static final int ATTEMPTS = 5;

    private final MetadataStore store;
    private final ControllerEnvironment environment;
    private final boolean storeIsOurs;
    private final Map<String, Integer> firstFeatures;
    private @Nullable BrokerRegistration registration;
    private long registeredSession;

    /** Whether nobody else can have been elected for what this broker leads, as far as it knows. */
    private boolean standing;

    private long replacedSession;
    private Listener listener = Listener.NONE;

    /** Hears of this broker's registrations, on the loop. */
    public interface Listener {
        /** Hears nothing. */
        Listener NONE = new Listener() {
            @Override
            public void registered(long epoch) {}

            @Override
            public void lost() {}
        };

        void registered(long epoch);

        /** Others may lead by now what this broker led; it registers again by itself. */
        void lost();
    }

    /** Read by request handlers on any thread; -1 until registered. */
    private volatile long epoch = -1;

    /**
     * Of one broker; does nothing before {@link #open}.
     *
     * @param firstFeatures what is finalized for a cluster that is made here; one that exists keeps what it has
     */
    public ClusterMembership(
            MetadataStore store,
            ControllerEnvironment environment,
            boolean storeIsOurs,
            Map<String, Integer> firstFeatures) {
        this.store = store;
        this.environment = environment;
        this.storeIsOurs = storeIsOurs;
        this.firstFeatures = firstFeatures;
    }

    /** The epoch of our present registration; -1 before the first. */
    public long epoch() {
        return epoch;
    }

    /** Makes what every cluster has, if it is missing, and tells the cluster's id. The first call of all. */
    public CompletionStage<String> open() {
        return onLoop(() -> store.prepare().thenCompose(done -> openTree(ATTEMPTS)));
    }

    private CompletionStage<String> openTree(int attempts) {
        List<String> paths = new ArrayList<>(ZNodes.BASE_PATHS);
        paths.add(ZNodes.CONTROLLER_EPOCH);
        paths.add(ZNodes.FEATURE);
        paths.add(ZNodes.CLUSTER_ID);
        return store.getAll(paths).thenCompose(nodes -> {
            List<StoreOp> creates = new ArrayList<>();
            String freshId = Uuid.random(environment.random()).toString();
            Optional<StoredNode> stored = nodes.get(paths.size() - 1);
            String features = stored.isEmpty() ? ZNodes.featuresText(firstFeatures) : ZNodes.NO_FEATURES;
            for (int i = 0; i < paths.size(); i++) {
                if (nodes.get(i).isEmpty()) {
                    String path = paths.get(i);
                    creates.add(
                            StoreOp.create(path, path.equals(ZNodes.FEATURE) ? features : firstText(path, freshId)));
                }
            }
            String clusterId =
                    stored.map(node -> ZNodes.readClusterId(node.text())).orElse(freshId);
            if (creates.isEmpty()) {
                return CompletableFuture.completedFuture(clusterId);
            }
            return store.commit(creates).thenCompose(committed -> {
                if (committed instanceof Committed.Done) {
                    return CompletableFuture.completedFuture(clusterId);
                }
                return attempts > 1
                        ? openTree(attempts - 1)
                        : failed("the cluster's base nodes cannot be made: " + committed);
            });
        });
    }

    private static @Nullable String firstText(String path, String clusterId) {
        return switch (path) {
            case ZNodes.CONTROLLER_EPOCH -> ZNodes.FIRST_CONTROLLER_EPOCH;
            case ZNodes.CLUSTER_ID -> ZNodes.clusterIdText(clusterId);
            default -> null;
        };
    }

    /** An id that no broker has or had, above the reserved ones: the version of a node that is written for nothing else. */
    public CompletionStage<Integer> nextBrokerId(int reservedMax) {
        return onLoop(() -> store.commit(List.of(new StoreOp.SetData(ZNodes.BROKER_SEQUENCE, "", StoreOp.ANY_VERSION)))
                .thenApply(committed -> {
                    if (committed instanceof Committed.Done done) {
                        return reservedMax + done.results().get(0).version();
                    }
                    throw new StoreException("no broker id could be drawn: " + committed);
                }));
    }

    /**
     * Registers, and goes on registering: with each new session, and whenever the registration was taken away, as a
     * controller does that takes this broker for dead. Completes with the first epoch; the listener hears all.
     */
    public CompletionStage<Long> register(BrokerRegistration newRegistration, Listener newListener) {
        return onLoop(() -> {
            registration = newRegistration;
            listener = newListener;
            return registerNow(newRegistration, ATTEMPTS).thenApply(first -> {
                store.listen(this::onSession);
                return first;
            });
        });
    }

    /** This broker is going down: whoever takes its registration away is right, and it does not register again. */
    public void retire() {
        environment.loop().execute(() -> registration = null);
    }

    /** Whether what this session left behind is of a dead process of ours. On the loop. */
    boolean isLeftOver(long session) {
        return storeIsOurs || session == replacedSession;
    }

    private void onSession(SessionState state) {
        BrokerRegistration current = registration;
        if (state instanceof SessionState.Expired) {
            // Perhaps only for want of a server, and as long as there is none, nobody else is elected: what is led goes
            // on being led. The next session, or this one again, shows whether the registration is still there.
            registeredSession = 0;
        }
        if (current != null
                && state instanceof SessionState.Connected connected
                && connected.sessionId() != registeredSession) {
            LOG.info("Broker {} looks whether it is still registered", current.id());
            registerAgain(current);
        }
    }

    private void registerAgain(BrokerRegistration current) {
        registerNow(current, ATTEMPTS).whenComplete((renewed, failure) -> {
            if (failure != null) {
                LOG.warn("Broker {} could not register again, and will with its next session", current.id(), failure);
            }
        });
    }

    private void lose(String why) {
        registeredSession = 0;
        if (standing && registration != null) {
            LOG.warn("The registration of this broker is gone, for {}; it stops leading", why);
            standing = false;
            listener.lost();
        }
    }

    /** The registration changed while its session lives: whoever did it takes this broker for dead. */
    private void registrationChanged(BrokerRegistration current, long session) {
        if (session != registeredSession || registration == null) {
            return;
        }
        store.get(ZNodes.broker(current.id())).whenComplete((found, failure) -> {
            if (failure != null || session != registeredSession) {
                return;
            }
            if (found.map(node -> node.czxid() == epoch).orElse(false)) {
                watchRegistration(current, session);
            } else {
                lose("a controller took it for dead");
                registerAgain(current);
            }
        });
    }

    private void watchRegistration(BrokerRegistration current, long session) {
        String path = ZNodes.broker(current.id());
        store.get(path, changed -> registrationChanged(current, session)).whenComplete((found, failure) -> {
            boolean gone = failure == null && found.isEmpty();
            if (gone) {
                registrationChanged(current, session);
            }
        });
    }

    private CompletionStage<Long> registerNow(BrokerRegistration wanted, int attempts) {
        String path = ZNodes.broker(wanted.id());
        return store.get(path).thenCompose(found -> {
            if (registration == null) {
                // Retired meanwhile: to come back for the rest of a stop would only be taken for a broker that joins.
                return CompletableFuture.completedFuture(epoch);
            }
            long session = store.session() instanceof SessionState.Connected connected ? connected.sessionId() : 0;
            List<StoreOp> transaction = new ArrayList<>();
            if (!found.map(node -> node.czxid() == epoch).orElse(false)) {
                lose("its session with ZooKeeper has expired");
            }
            if (found.isPresent()) {
                StoredNode node = found.get();
                if (node.ephemeralOwner() == session) {
                    return CompletableFuture.completedFuture(registered(wanted, session, node.czxid()));
                }
                if (!isLeftOver(wanted, node)) {
                    return failed(inUse(wanted.id(), node));
                }
                LOG.info("Replacing the registration that an earlier process of broker {} left behind", wanted.id());
                replacedSession = node.ephemeralOwner();
                transaction.add(new StoreOp.Delete(path, node.version()));
            }
            // Two steps as Kafka does, so that the answer tells the creating transaction: the broker's epoch.
            transaction.add(StoreOp.createEphemeral(path, null));
            transaction.add(new StoreOp.SetData(path, text(wanted), 0));
            return store.commit(transaction).thenCompose(committed -> {
                if (committed instanceof Committed.Done done) {
                    long czxid = done.results().get(transaction.size() - 1).czxid();
                    return CompletableFuture.completedFuture(registered(wanted, session, czxid));
                }
                return attempts > 1
                        ? registerNow(wanted, attempts - 1)
                        : failed("broker " + wanted.id() + " cannot be registered: " + committed);
            });
        });
    }

    private Long registered(BrokerRegistration wanted, long session, long newEpoch) {
        registeredSession = session;
        standing = true;
        epoch = newEpoch;
        listener.registered(newEpoch);
        watchRegistration(wanted, session);
        return newEpoch;
    }

    private String text(BrokerRegistration wanted) {
        return ZNodes.brokerText(
                wanted.endpoints(),
                wanted.rack(),
                wanted.jmxPort(),
                SupportedFeatures.REGISTERED,
                environment.clock().millis());
    }

    private boolean isLeftOver(BrokerRegistration wanted, StoredNode node) {
        if (storeIsOurs) {
            return true;
        }
        BrokerImage other = ZNodes.readBroker(wanted.id(), node);
        return names(wanted.endpoints()).equals(names(other.endpoints().values()));
    }

    private static Set<String> names(Iterable<Endpoint> endpoints) {
        Set<String> names = new TreeSet<>();
        endpoints.forEach(endpoint -> names.add(endpoint.toString()));
        return names;
    }

    private static String inUse(int id, StoredNode node) {
        Map<String, Endpoint> endpoints = ZNodes.readBroker(id, node).endpoints();
        return "broker.id=" + id + " is in use by a broker at " + endpoints.values()
                + ": stop that one, or choose another id (if it is dead, its registration ends with its session)";
    }

    private static <T> CompletionStage<T> failed(String why) {
        return CompletableFuture.failedFuture(new StoreException(why));
    }

    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> call) {
        return LoopCalls.on(environment.loop(), call);
    }
}
