/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.controller.store.EmbeddedZooKeeper;
import io.odradek.controller.store.Ensemble;
import io.odradek.controller.store.EnsemblePeer;
import io.odradek.controller.store.ZooKeeperSettings;
import io.odradek.controller.store.ZooKeeperStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ZooKeeper as the store: the ensemble that the configuration names, a server of our own within this process, or
 * a peer of an ensemble that lives inside the brokers.
 */
final class ZooKeeperOpener implements StoreOpener {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperOpener.class);
    private static final int ANY_PORT = 0;

    private final Executor diskPool;

    ZooKeeperOpener(Executor diskPool) {
        this.diskPool = diskPool;
    }

    @Override
    public CompletionStage<OpenStore> open(BrokerConfig config, EventExecutor loop, Runnable onFatal) {
        return CompletableFuture.supplyAsync(
                () -> config.zooKeeperConnect()
                        .map(connect -> connected(config, connect, loop))
                        .or(() -> config.zooKeeperEnsemble().map(ensemble -> peer(config, ensemble, loop)))
                        .orElseGet(() -> embedded(config, loop, onFatal)),
                diskPool);
    }

    private static OpenStore peer(BrokerConfig config, Ensemble ensemble, EventExecutor loop) {
        Path folder = folder(config);
        int id = config.brokerId().orElseThrow();
        try {
            EnsemblePeer peer = EnsemblePeer.start(new EnsemblePeer.Settings(folder, ensemble, id));
            ZooKeeperSettings settings = ZooKeeperSettings.ofKafka(
                    ensemble.connectStringOf(id), key -> config.texts().get(key));
            return new OpenStore(ZooKeeperStore.connect(settings, loop, peer), false, peer::close);
        } catch (IOException e) {
            throw new StartFailure(
                    "this broker's peer of " + Keys.ODRADEK_ZOOKEEPER_ENSEMBLE.name() + ", with its files in " + folder
                            + ", cannot start: " + e.getMessage(),
                    e);
        }
    }

    private static OpenStore connected(BrokerConfig config, String connect, EventExecutor loop) {
        ZooKeeperSettings settings =
                ZooKeeperSettings.ofKafka(connect, key -> config.texts().get(key));
        return new OpenStore(ZooKeeperStore.connect(settings, loop), false, () -> {});
    }

    private static OpenStore embedded(BrokerConfig config, EventExecutor loop, Runnable onFatal) {
        Path folder = folder(config);
        try {
            EmbeddedZooKeeper server =
                    EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(folder, ANY_PORT, reason -> {
                        LOG.error("The broker exits: {}", reason);
                        onFatal.run();
                    }));
            ZooKeeperSettings settings = ZooKeeperSettings.ofKafka(
                    server.connectString(), key -> config.texts().get(key));
            return new OpenStore(ZooKeeperStore.connect(settings, loop), true, server::close);
        } catch (IOException e) {
            throw new StartFailure(
                    "the embedded ZooKeeper cannot use " + folder + " (" + e.getMessage()
                            + "): make it writable, or set zookeeper.connect to an ensemble",
                    e);
        }
    }

    /**
     * Beside the first log directory, not in it: Kafka refuses to open a log directory with a folder in it that is no
     * partition's.
     */
    static Path folder(BrokerConfig config) {
        Path logs = config.logDirs().get(0).toAbsolutePath().normalize();
        return logs.resolveSibling(logs.getFileName() + "-zookeeper");
    }
}
