/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

/** What a broker runs on, from its maker's point of view. */
public interface Threads {
    /** What has been given to them is still done, nothing more is taken; does not wait. */
    void end();

    /** Waits until none of them is there any more; false if that takes longer. */
    boolean awaitEnd(long timeoutMs) throws InterruptedException;
}
