/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.config.BrokerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a class-data archive is made from: a broker as {@link Main} starts it, with the others of a cluster beside it in the
 * same process, as an archive holds the classes of one process and either kind of broker starts with it. One properties
 * file for each; the first is Main's.
 */
final class ArchiveTraining {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveTraining.class);

    private ArchiveTraining() {}

    public static void main(String[] files) {
        List<Broker> cluster = List.of(files).stream()
                .skip(1)
                .map(file -> BrokerConfig.load(Path.of(file), Map.of()))
                .map(config -> Broker.create(config, BrokerEnvironment.real(config, ArchiveTraining::halt)))
                .toList();
        try {
            CompletableFuture.allOf(cluster.stream().map(Broker::start).toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            // The loops of those that have started would keep the process, for which somebody waits.
            LOG.error("No training: a broker of the cluster cannot start", e.getCause());
            halt();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cluster), "odradek-stop-cluster"));
        Main.main(new String[] {files[0]});
    }

    private static void stop(List<Broker> cluster) {
        CompletableFuture.allOf(cluster.stream().map(Broker::stop).toArray(CompletableFuture[]::new))
                .join();
    }

    private static void halt() {
        Runtime.getRuntime().halt(1);
    }
}
