/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * All ways in which a leader with two followers, its proposals and a controller can meet: the controller may store a
 * proposal long before the leader hears of it, or never. What the leader commits has to be on every replica that the
 * controller holds to be in sync, as any of them may lead next.
 */
class InSyncStatesTest {
    private static final LiveBrokers ALL = (broker, epoch) -> true;
    private static final List<Integer> REPLICAS = List.of(1, 2, 3);
    private static final int LOG_END = 2;

    /**
     * One state of the world.
     *
     * @param stored what the controller holds, with its partition epoch
     * @param ends how far followers 2 and 3 are
     * @param proposals how many were made
     */
    private record World(
            InSyncReplicas known, InSyncReplicas stored, List<Integer> ends, long highWatermark, int proposals) {}

    private static Leader leader(World world) {
        Leader leader = new Leader(
                1, new Assignment(PartitionFixture.TOPIC_ID, 1, 0, 0, List.of(1), REPLICAS, false), 0, -1_000_000);
        leader.inSync(world.known());
        leader.localEndOffset(LOG_END);
        for (int i = 0; i < 2; i++) {
            // Long ago, so that nobody is waited for who is not in sync: the set alone has to be enough.
            Objects.requireNonNull(leader.follower(i + 2))
                    .fetched(new FetchAsk(null, world.ends().get(i), 0, -1, 0, 1), 1, LOG_END, -1_000_000);
        }
        return leader;
    }

    private static List<World> next(World world) {
        List<World> next = new ArrayList<>();
        Leader leader = leader(world);
        long end = leader.inSyncEndOffset(LOG_END, new Leader.Lag(0, 10), ALL);
        next.add(new World(
                world.known(), world.stored(), world.ends(), Math.max(world.highWatermark(), end), world.proposals()));
        for (int i = 0; i < 2; i++) {
            if (world.ends().get(i) < LOG_END) {
                List<Integer> ends = new ArrayList<>(world.ends());
                ends.set(i, ends.get(i) + 1);
                next.add(new World(
                        world.known(), world.stored(), List.copyOf(ends), world.highWatermark(), world.proposals()));
            }
        }
        if (world.known().isSettled() && world.proposals() < 3) {
            propose(world, leader.expanded(world.highWatermark(), ALL), next);
            propose(world, leader.shrunk(LOG_END, new Leader.Lag(0, 10)), next);
        }
        controllerActs(world, next);
        return next;
    }

    private static void propose(World world, List<Integer> isr, List<World> next) {
        if (!isr.equals(world.known().committed())) {
            next.add(new World(
                    world.known().proposing(isr),
                    world.stored(),
                    world.ends(),
                    world.highWatermark(),
                    world.proposals() + 1));
        }
    }

    private static void controllerActs(World world, List<World> next) {
        InSyncReplicas known = world.known();
        List<Integer> proposed = known.proposed();
        if (proposed == null) {
            return;
        }
        if (known.partitionEpoch() == world.stored().partitionEpoch()) {
            InSyncReplicas stored = world.stored().stored(proposed, known.partitionEpoch() + 1);
            next.add(new World(known, stored, world.ends(), world.highWatermark(), world.proposals()));
            next.add(new World(
                    known.reverted(), world.stored(), world.ends(), world.highWatermark(), world.proposals()));
        } else {
            next.add(new World(
                    known.stored(world.stored().committed(), world.stored().partitionEpoch()),
                    world.stored(),
                    world.ends(),
                    world.highWatermark(),
                    world.proposals()));
        }
    }

    @Test
    void whatIsCommittedIsOnEveryReplicaThatMayLeadNext() {
        Set<World> seen = new HashSet<>();
        Deque<World> open = new ArrayDeque<>();
        for (List<Integer> isr : List.of(List.of(1), List.of(1, 2), List.of(1, 3), REPLICAS)) {
            InSyncReplicas inSync = new InSyncReplicas(isr, 0, null);
            open.add(new World(inSync, inSync, List.of(0, 0), 0, 0));
        }
        while (!open.isEmpty()) {
            World world = open.pop();
            if (seen.add(world)) {
                for (int replica : world.stored().committed()) {
                    long end = replica == 1 ? LOG_END : world.ends().get(replica - 2);
                    assertThat(end).as("%s", world).isGreaterThanOrEqualTo(world.highWatermark());
                }
                open.addAll(next(world));
            }
        }
        assertThat(seen).hasSizeGreaterThan(500);
    }
}
