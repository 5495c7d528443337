/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the directories to rest: logs closed and forced, checkpoints written, the clean mark set, locks given back. */
final class LogShutdown {
    private static final Logger LOG = LoggerFactory.getLogger(LogShutdown.class);
    private static final String CLEAN_MARK = "{\"version\":0,\"brokerEpoch\":-1}";

    private final LogDirectories directories;
    private final Set<LogDirectory> unclean = new HashSet<>();
    private int closing;

    LogShutdown(LogDirectories directories) {
        this.directories = directories;
    }

    void start(CompletableFuture<Void> result) {
        for (HostedLog log : directories.hosted()) {
            if (!log.isSettled()) {
                unclean.add(log.directory);
            }
        }
        // One more than there are loops, so that the last step is taken once, also when there are none.
        closing = 1;
        directories.openLogs().forEach((logLoop, logs) -> {
            closing++;
            logLoop.execute(() -> close(logs, result));
        });
        closed(result);
    }

    private void close(List<PartitionLog> logs, CompletableFuture<Void> result) {
        List<CompletableFuture<?>> closes = new ArrayList<>();
        for (PartitionLog log : logs) {
            closes.add(log.close().toCompletableFuture().whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.error("{} could not be closed cleanly: {}", log, failure.toString());
                    directories.loop().execute(() -> unclean.add(log.state().directory));
                }
            }));
        }
        CompletionStage<Void> allClosed = CompletableFuture.allOf(closes.toArray(CompletableFuture[]::new));
        allClosed.whenComplete((done, failure) -> directories.loop().execute(() -> closed(result)));
    }

    private void closed(CompletableFuture<Void> result) {
        closing--;
        if (closing > 0) {
            return;
        }
        List<DirectoryCheckpoints> all = new ArrayList<>();
        for (DirectoryStart.Found found : directories.directories()) {
            if (!found.directory().isOffline()) {
                DirectoryCheckpoints checkpoints = new DirectoryCheckpoints(directories.disk(), found.directory());
                checkpoints.gatherEnds(directories.hosted());
                checkpoints.gatherHighWatermarks(directories.hosted());
                checkpoints.gatherLogStarts(directories.hosted());
                if (found.directory().takeCleanedChanged()) {
                    checkpoints.gatherCleaned(directories.logs().values());
                }
                all.add(checkpoints);
            }
        }
        Set<LogDirectory> withoutMark = Set.copyOf(unclean);
        directories.environment().diskPool().execute(() -> {
            all.forEach(checkpoints -> rest(checkpoints, withoutMark));
            directories.environment().handles().closeAll();
            directories.unlock();
            directories.loop().execute(() -> result.complete(null));
        });
    }

    private void rest(DirectoryCheckpoints checkpoints, Set<LogDirectory> withoutMark) {
        LogDirectory directory = checkpoints.directory();
        try {
            checkpoints.write();
            if (withoutMark.contains(directory)) {
                LOG.warn("{} is not marked as cleanly stopped: its logs are checked at the next start", directory);
            } else if (!directory.isOffline()) {
                ByteBuffer mark = ByteBuffer.wrap(CLEAN_MARK.getBytes(StandardCharsets.UTF_8));
                SmallFile.replace(
                        directories.disk(), directory.path().resolve(DirectoryStart.CLEAN_SHUTDOWN), mark, true);
            }
        } catch (IOException e) {
            LOG.error("{} could not be stopped cleanly: {}", directory, e.toString());
        }
    }
}
