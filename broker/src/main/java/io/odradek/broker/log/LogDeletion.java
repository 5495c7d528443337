/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deletes logs: the folder is renamed at once, so that the partition may be made anew, and its files go after
 * file.delete.delay.ms. Confined to the directories' loop.
 */
final class LogDeletion {
    private final LogDirectories directories;
    private final Map<TopicPartition, CompletableFuture<Void>> underWay = new HashMap<>();

    LogDeletion(LogDirectories directories) {
        this.directories = directories;
    }

    /** Completes when a log of that name may be made again; null if it may be now. */
    @Nullable
    CompletableFuture<Void> underWay(TopicPartition partition) {
        return underWay.get(partition);
    }

    void start(TopicPartition partition, CompletableFuture<Void> result) {
        HostedLog log = directories.logs().remove(partition);
        CompletionStage<Void> copy = directories.moves().cancel(partition);
        if (log == null || log.directory.isOffline()) {
            copy.whenComplete((done, failure) -> result.complete(null));
            return;
        }
        directories.cleaner().forget(log);
        underWay.put(partition, result);
        CompletionStage<Void> end = result;
        end.whenComplete((done, failure) -> directories.loop().execute(() -> underWay.remove(partition, result)));
        // A recovery or an opening under way comes to its end first; whether it succeeds makes no difference.
        CompletionStage<?> busy = log.opening != null ? log.opening : log.recovery;
        CompletableFuture<Void> own = new CompletableFuture<>();
        if (busy == null) {
            setAside(log, own);
        } else {
            busy.whenComplete((done, failure) -> directories.loop().execute(() -> setAside(log, own)));
        }
        CompletionStage<Void> both = own.runAfterBoth(copy, () -> {});
        both.whenComplete((done, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    /** Gives the log up if it is open, and renames its folder for its deletion. */
    void setAside(HostedLog log, CompletableFuture<Void> result) {
        Path folder = log.folder();
        Path aside = folder.resolveSibling(FolderNames.deleted(log.partition, directories.random()));
        PartitionLog open = log.open;
        Executor logLoop = open == null ? Runnable::run : open.loop();
        logLoop.execute(() -> {
            long delayMs = LogConfig.DEFAULTS.retention().fileDeleteDelayMs();
            if (open != null) {
                open.abandon();
                delayMs = open.config().retention().fileDeleteDelayMs();
            }
            long deleteDelayMs = delayMs;
            directories.environment().diskPool().execute(() -> {
                try {
                    directories.disk().rename(folder, aside);
                    directories.loop().execute(() -> {
                        log.directory.recoveryPointChanged();
                        forgetCleaning(log);
                        later(log.directory, aside, deleteDelayMs);
                        result.complete(null);
                    });
                } catch (IOException e) {
                    log.directory.fail(e);
                    result.completeExceptionally(new LogStorageException(folder + " cannot be deleted", e));
                }
            });
        });
    }

    /** At once: a log that is made in its place must not be taken for one that was cleaned, whatever happens. */
    private static void forgetCleaning(HostedLog log) {
        if (log.cleanedToNow() > 0) {
            log.directory.cleanedChanged();
            CompletionStage<Void> saved = log.directory.saveRecoveryPoints();
            assert saved != null;
        }
    }

    /** Deletes a folder that was set aside. */
    void later(LogDirectory directory, Path folder, long delayMs) {
        var unused = directories
                .loop()
                .schedule(
                        () -> directories.environment().diskPool().execute(() -> deleteFolder(directory, folder)),
                        delayMs,
                        TimeUnit.MILLISECONDS);
    }

    private void deleteFolder(LogDirectory directory, Path folder) {
        try {
            for (String name : directories.disk().list(folder)) {
                directories.disk().delete(folder.resolve(name));
            }
            directories.disk().delete(folder);
        } catch (IOException e) {
            directory.fail(e);
        }
    }
}
