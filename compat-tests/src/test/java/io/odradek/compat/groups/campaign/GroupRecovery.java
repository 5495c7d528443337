/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.TestBroker;
import io.odradek.compat.groups.campaign.CoordinatorWatch.Seen;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * How one group came back after its coordinator's death, as seen from outside: it is told of every look at the group.
 * Three things may happen to the group last, and each is followed by a time that the group needs: the death; that a member
 * comes; and that one is put out which had left, but whose word of that died with the coordinator. Used from one thread.
 */
final class GroupRecovery {
    private final long killedNs;
    private final Supplier<Set<String>> members;
    private final Future<Long> move;

    private long foundNs;
    private long movedNs;
    private long ghostNs;
    private long wholeNs;
    private Optional<Seen> last = Optional.empty();

    /**
     * @param members the client ids of those that it is to have
     * @param move when these were what they are to be, done when they will not change any more
     */
    GroupRecovery(long killedNs, Supplier<Set<String>> members, Future<Long> move) {
        this.killedNs = killedNs;
        this.members = members;
        this.move = move;
    }

    /** One look at the group, of a living coordinator if there was one. */
    void seen(long atNs, Optional<Seen> look) {
        boolean moved = move.isDone();
        if (moved) {
            movedNs = TestBroker.get(move);
        }
        last = look;
        Seen seen = look.orElse(null);
        if (seen == null) {
            return;
        }
        foundNs = foundNs == 0 ? atNs : foundNs;
        Set<String> wanted = members.get();
        if (!wanted.containsAll(seen.members())) {
            ghostNs = atNs;
        }
        if (moved && seen.state().equals("Stable") && seen.members().equals(wanted)) {
            wholeNs = atNs;
        }
    }

    /** Whether the group is stable with the members that it is to have. */
    boolean isOver() {
        return wholeNs != 0;
    }

    /** Since the death, until a living broker answered for the group, whatever it did. */
    Duration found() {
        return since(foundNs);
    }

    /** Since the death, until it was over. */
    Duration whole() {
        return since(wholeNs);
    }

    /** Since the death, until a member that had left was put out; empty if its leave was heard. */
    Optional<Duration> ghost() {
        long left = Math.max(movedNs, foundNs);
        return ghostNs - left > CampaignRun.HEARTBEAT_MS * 1_000_000L ? Optional.of(since(ghostNs)) : Optional.empty();
    }

    /** What the group needed after the last thing that happened to it. */
    Duration settled() {
        return Duration.ofNanos(wholeNs - Math.max(killedNs, Math.max(movedNs, ghostNs)));
    }

    private Duration since(long atNs) {
        return Duration.ofNanos(atNs - killedNs);
    }

    @Override
    public String toString() {
        return last + " instead of " + members.get() + (move.isDone() ? "" : ", which are still changing");
    }
}
