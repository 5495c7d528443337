/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.util.List;

/**
 * What the cleaner tells of itself, at one moment: immutable, made on the directories' loop whenever something has
 * changed, and once a second while something is cleaned.
 *
 * @param logs all that have something to be cleaned, in no order
 * @param last the last cleanings, as many as there may be at a time
 * @param lastRunMs when one began or ended last, or the broker started, by the wall clock
 */
public record CleaningStatus(List<CleaningProgress> logs, List<Finished> last, long lastRunMs) {
    public CleaningStatus {
        logs = List.copyOf(logs);
        last = List.copyOf(last);
    }

    /**
     * A cleaning that came to its end.
     *
     * @param readBytes of the segments that were replaced
     * @param writtenBytes of those in their place
     * @param mapFilled what its keys took of the memory that is allowed for them, 0 to 1
     * @param delayMs for how long something was there beyond max.compaction.lag.ms when it began
     */
    public record Finished(long tookMs, long readBytes, long writtenBytes, double mapFilled, long delayMs) {}

    /** Whether there is work that the cleaner has not done yet. */
    public boolean isBehind() {
        return logs.stream()
                .anyMatch(log ->
                        log.state() == CleaningProgress.State.WAITING || log.state() == CleaningProgress.State.RUNNING);
    }
}
