/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

/**
 * When a group's regular expressions are to be matched with the topics again; all of them at once, and never more often
 * than each ten seconds, so that many members that come with their expressions cost one turn.
 *
 * @param lastMs when it was done last; {@link #NEVER} if it was not
 * @param subscribed how many different expressions the members have now
 * @param resolved of how many the topics are known
 * @param topicsAdded whether there are topics that were not there the last time
 */
public record ExpressionRefresh(long lastMs, int subscribed, int resolved, boolean topicsAdded) {
    public static final long NEVER = Long.MIN_VALUE;

    /** Kafka's. */
    static final long BETWEEN_MS_MIN = 10_000;

    /**
     * Whether it is time.
     *
     * @param isNew whether it is asked for a member who came with an expression that nobody had
     * @param intervalMs {@code group.consumer.regex.refresh.interval.ms}
     */
    public boolean isDue(boolean isNew, long nowMs, long intervalMs) {
        if (subscribed == 0 || (lastMs != NEVER && nowMs - lastMs <= BETWEEN_MS_MIN)) {
            return false;
        }
        return isNew || subscribed != resolved || topicsAdded || lastMs == NEVER || nowMs - lastMs > intervalMs;
    }
}
