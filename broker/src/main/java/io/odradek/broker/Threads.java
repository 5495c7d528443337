/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import java.util.Optional;

/** What a broker runs on, from its maker's point of view. */
public interface Threads {
    /** What has been given to them is still done, nothing more is taken; does not wait. */
    void end();

    /**
     * All of them stand still, as those of a process that is stopped, until the {@link Halt} is told how it goes on.
     * Waits until they do; empty if that takes longer. Not for one of them to call, nor for two at a time.
     */
    Optional<Halt> halt(long timeoutMs) throws InterruptedException;

    /** Threads that stand still. */
    interface Halt {
        /** They go on where they were. */
        void resume();

        /** They end where they are: sockets are closed, and nothing else is done that was to be done. */
        void abandon();
    }

    /** Waits until none of them is there any more; false if that takes longer. */
    boolean awaitEnd(long timeoutMs) throws InterruptedException;
}
