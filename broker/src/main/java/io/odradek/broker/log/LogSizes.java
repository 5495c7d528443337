/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks every open log for its size, on the loop of each, and puts the answers together on the directories' loop. */
final class LogSizes {
    private final EventExecutor loop;
    private final Map<EventExecutor, List<Asked>> byLoop = new HashMap<>();
    private final Map<HostedLog, Long> bytes = new HashMap<>();
    private final CompletableFuture<Map<HostedLog, Long>> result = new CompletableFuture<>();
    private int missing;

    private record Asked(HostedLog log, PartitionLog open) {}

    LogSizes(EventExecutor loop, Collection<HostedLog> logs) {
        this.loop = loop;
        for (HostedLog log : logs) {
            if (log.open != null) {
                byLoop.computeIfAbsent(log.open.loop(), key -> new ArrayList<>())
                        .add(new Asked(log, log.open));
            } else {
                bytes.put(log, 0L);
            }
        }
    }

    CompletableFuture<Map<HostedLog, Long>> gather() {
        missing = byLoop.size();
        byLoop.forEach((logLoop, logs) -> logLoop.execute(() -> {
            Map<HostedLog, Long> some = new HashMap<>();
            for (Asked asked : logs) {
                if (asked.open.state().isUsable()) {
                    some.put(asked.log, sizeOf(asked.open));
                }
            }
            loop.execute(() -> add(some));
        }));
        if (missing == 0) {
            result.complete(bytes);
        }
        return result;
    }

    private static long sizeOf(PartitionLog log) {
        try {
            return log.sizeBytes();
        } catch (LogStorageException e) {
            // The directory is offline by now, and is described as that.
            return 0;
        }
    }

    private void add(Map<HostedLog, Long> some) {
        bytes.putAll(some);
        missing--;
        if (missing == 0) {
            result.complete(bytes);
        }
    }
}
