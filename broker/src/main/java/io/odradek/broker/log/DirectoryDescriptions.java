/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.broker.log.LogDirectories.Description;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer to what is in the directories: sizes from the logs' loops, the space left from the disk pool. */
final class DirectoryDescriptions {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryDescriptions.class);

    private final LogDirectories directories;
    private final List<Path> configured;

    DirectoryDescriptions(LogDirectories directories, List<Path> configured) {
        this.directories = directories;
        this.configured = configured;
    }

    /** On the directories' loop, where the result is told as well. */
    void gather(CompletableFuture<List<Description>> result) {
        Map<HostedLog, Long> lags = directories.moves().lags();
        List<DirectoryStart.Found> online = List.copyOf(directories.directories());
        CompletionStage<Map<HostedLog, Long>> sizes = new LogSizes(directories.loop(), directories.hosted()).gather();
        sizes.thenAcceptAsync(
                bytes -> {
                    List<Description> described = describe(online, bytes, lags);
                    directories.loop().execute(() -> result.complete(described));
                },
                directories.environment().diskPool());
    }

    private List<Description> describe(
            List<DirectoryStart.Found> online, Map<HostedLog, Long> bytes, Map<HostedLog, Long> lags) {
        List<Description> descriptions = new ArrayList<>();
        for (DirectoryStart.Found found : online) {
            LogDirectory directory = found.directory();
            List<Description.Replica> replicas = new ArrayList<>();
            bytes.forEach((log, size) -> {
                if (log.directory == directory) {
                    Long lag = lags.get(log);
                    replicas.add(new Description.Replica(log.partition, size, lag == null ? 0 : lag, lag != null));
                }
            });
            descriptions.add(new Description(directory.path(), directory.isOffline(), space(directory), replicas));
        }
        for (Path path : configured) {
            if (descriptions.stream().noneMatch(there -> there.directory().equals(path))) {
                descriptions.add(new Description(path, true, null, List.of()));
            }
        }
        return descriptions;
    }

    private Disk.@Nullable Space space(LogDirectory directory) {
        try {
            return directory.isOffline() ? null : directories.disk().space(directory.path());
        } catch (IOException e) {
            LOG.warn("The space left below {} cannot be told: {}", directory, e.toString());
            return null;
        }
    }
}
