/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.nio.file.Path;

/**
 * How far the cleaning of one log is. Those that have nothing to be cleaned do not appear.
 *
 * @param directory where the log lives
 * @param backlogBytes what was dirty when it was last looked at
 * @param dirtyRatio its part of what the cleaning reads
 * @param doneBytes read and written by the cleaning under way
 */
public record CleaningProgress(
        TopicPartition partition, Path directory, State state, long backlogBytes, double dirtyRatio, long doneBytes) {
    /** Where it stands. */
    public enum State {
        /** Less is dirty than its configuration wants for a cleaning. */
        NOT_DUE,
        WAITING,
        RUNNING,
        /** Set aside until its configuration changes or the broker restarts; the log says why. */
        UNCLEANABLE
    }
}
