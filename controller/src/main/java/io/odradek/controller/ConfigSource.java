/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.SessionState;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dynamic configuration of topics, brokers and groups, as every broker has it: read once at start, then changed entity by entity
 * as notifications appear under /config/changes. The image may be read from any thread; everything else happens on the
 * controller loop, where the listener is called too.
 */
public final class ConfigSource {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigSource.class);
    private static final List<String> KINDS = List.of("topics", "brokers", "groups");

    private final MetadataStore store;
    private final EventExecutor loop;
    private final List<Consumer<ConfigImage>> listeners = new ArrayList<>();
    private String lastSeen = "";
    private long loadedSession;

    private volatile ConfigImage image = ConfigImage.EMPTY;

    public ConfigSource(MetadataStore store, ControllerEnvironment environment) {
        this.store = store;
        this.loop = environment.loop();
    }

    public ConfigImage image() {
        return image;
    }

    /** Reads everything, and from then on follows changes; with each new session all over again. */
    public CompletionStage<ConfigImage> start() {
        return LoopCalls.on(
                loop,
                () -> load().thenApply(loaded -> {
                    store.listen(this::onSession);
                    return loaded;
                }));
    }

    /** Hears of each new image, on the loop; also of the present one, unless nothing is loaded yet. */
    public void listen(Consumer<ConfigImage> listener) {
        loop.execute(() -> {
            listeners.add(listener);
            if (image != ConfigImage.EMPTY) {
                listener.accept(image);
            }
        });
    }

    /** Reads these entities now, whether or not they were notified of. */
    public CompletionStage<ConfigImage> refresh(List<ConfigEntity> entities) {
        return LoopCalls.on(
                loop,
                () -> read(entities).thenApply(configs -> {
                    if (configs.entrySet().stream()
                            .anyMatch(read -> !image.of(read.getKey()).equals(read.getValue()))) {
                        publish(image.with(configs));
                    }
                    return image;
                }));
    }

    /** The same for whoever would rather have what is known than wait for a connection. */
    public CompletionStage<ConfigImage> fresh(List<ConfigEntity> entities) {
        return LoopCalls.on(
                loop,
                () -> store.session() instanceof SessionState.Connected
                        ? refresh(entities)
                        : CompletableFuture.completedFuture(image));
    }

    /** The controller has just stored these itself. On the loop. */
    void knows(Map<ConfigEntity, Map<String, String>> configs) {
        assert loop.inEventLoop();
        publish(image.with(configs));
    }

    private void onSession(SessionState state) {
        if (state instanceof SessionState.Expired) {
            loadedSession = 0;
        }
        if (state instanceof SessionState.Connected connected && connected.sessionId() != loadedSession) {
            load().whenComplete((loaded, failure) -> {
                if (failure != null) {
                    LOG.warn(
                            "Dynamic configuration could not be read again, and will be with the next session",
                            failure);
                }
            });
        }
    }

    private CompletionStage<ConfigImage> load() {
        // The notifications first: what changes after them is heard of, what changed before them is read below.
        CompletionStage<Optional<List<String>>> seen = store.children(ZNodes.CONFIG_CHANGES, path -> onChange());
        List<CompletableFuture<List<ConfigEntity>>> lists = new ArrayList<>();
        for (String kind : KINDS) {
            lists.add(store.children(ZNodes.config(kind))
                    .thenApply(names -> entities(kind, names.orElse(List.of())))
                    .toCompletableFuture());
        }
        return seen.thenCompose(notifications -> {
                    lastSeen = last(notifications.orElse(List.of()), lastSeen);
                    return CompletableFuture.allOf(lists.toArray(new CompletableFuture<?>[0]));
                })
                .thenCompose(done -> {
                    List<ConfigEntity> all = new ArrayList<>();
                    lists.forEach(list -> all.addAll(list.join()));
                    return read(all);
                })
                .thenApply(configs -> {
                    loadedSession =
                            store.session() instanceof SessionState.Connected connected ? connected.sessionId() : 0;
                    publish(ConfigImage.EMPTY.with(configs));
                    return image;
                });
    }

    private static List<ConfigEntity> entities(String kind, List<String> names) {
        List<ConfigEntity> entities = new ArrayList<>(names.size());
        names.forEach(name -> entities.add(new ConfigEntity(kind + "/" + name)));
        return entities;
    }

    private CompletionStage<Map<ConfigEntity, Map<String, String>>> read(List<ConfigEntity> entities) {
        List<String> paths = new ArrayList<>(entities.size());
        entities.forEach(entity -> paths.add(ZNodes.config(entity.path())));
        return store.getAll(paths).thenApply(nodes -> {
            Map<ConfigEntity, Map<String, String>> configs = new HashMap<>();
            for (int i = 0; i < paths.size(); i++) {
                configs.put(entities.get(i), decode(paths.get(i), nodes.get(i)));
            }
            return configs;
        });
    }

    /** A node that nobody can read must not keep a broker from starting: it counts as empty, and the log says so. */
    private static Map<String, String> decode(String path, Optional<StoredNode> node) {
        try {
            return node.isEmpty()
                    ? Map.of()
                    : ZNodes.readConfig(path, node.get().text());
        } catch (StoreException e) {
            LOG.error("{} is ignored: {}", path, e.getMessage());
            return Map.of();
        }
    }

    private void onChange() {
        store.children(ZNodes.CONFIG_CHANGES, path -> onChange())
                .thenCompose(notifications -> {
                    List<String> fresh = new ArrayList<>();
                    for (String name : notifications.orElse(List.of())) {
                        if (name.compareTo(lastSeen) > 0) {
                            fresh.add(ZNodes.CONFIG_CHANGES + "/" + name);
                        }
                    }
                    lastSeen = last(notifications.orElse(List.of()), lastSeen);
                    return store.getAll(fresh).thenApply(nodes -> changed(fresh, nodes));
                })
                .thenCompose(this::read)
                .whenComplete((configs, failure) -> {
                    if (failure == null) {
                        publish(image.with(configs));
                    } else {
                        LOG.warn("A change of dynamic configuration was missed; the next session reads all", failure);
                    }
                });
    }

    private static List<ConfigEntity> changed(List<String> paths, List<Optional<StoredNode>> nodes) {
        TreeSet<String> entities = new TreeSet<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            nodes.get(i).ifPresent(node -> {
                try {
                    entities.add(ZNodes.readConfigChange(path, node.text()));
                } catch (StoreException e) {
                    LOG.error("{} is ignored: {}", path, e.getMessage());
                }
            });
        }
        List<ConfigEntity> known = new ArrayList<>();
        for (String entity : entities) {
            ConfigEntity candidate = new ConfigEntity(entity);
            if (candidate.isTopic() || candidate.isBroker() || candidate.isGroup()) {
                known.add(candidate);
            }
        }
        return known;
    }

    private static String last(List<String> names, String before) {
        String last = before;
        for (String name : names) {
            if (name.compareTo(last) > 0) {
                last = name;
            }
        }
        return last;
    }

    private void publish(ConfigImage next) {
        image = next;
        listeners.forEach(listener -> listener.accept(next));
    }
}
