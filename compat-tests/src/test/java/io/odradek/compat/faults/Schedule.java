/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.Fault.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The steps that a seed stands for. A function of its arguments. */
final class Schedule {

    /** Longer than ZooKeeper's session and the time that a follower may lag, as they are by default. */
    private static final int LONG_SUSPENSION_MS = 36_000;

    private static final int SHORT_HOLD_MS = 8_000;
    private static final int RECOVERY_GUESS_MS = 3_000;

    private final Random random;
    /** Of its own, so that a seed from before there were moves still has its blows, nearly. */
    private final Random later;

    private final Set<Needs> possible;
    private final int partitions;
    private final boolean longSuspensions;

    private Schedule(long seed, Limits limits) {
        this.random = new Random(seed);
        this.later = new Random(~seed);
        this.possible = limits.possible();
        this.partitions = limits.partitions();
        this.longSuspensions = limits.budgetMs() > 2L * LONG_SUSPENSION_MS;
    }

    /**
     * What a schedule may hold.
     *
     * @param possible what the machine can do
     * @param zooKeeper whether there is one to hit
     * @param budgetMs about how long it may take
     */
    record Limits(Set<Needs> possible, boolean zooKeeper, int partitions, long budgetMs) {}

    static List<Step> of(long seed, Limits limits) {
        Schedule schedule = new Schedule(seed, limits);
        List<Step> steps = new ArrayList<>();
        long left = limits.budgetMs();
        while (left > 0) {
            Step step = schedule.step(limits.zooKeeper());
            steps.add(step);
            left -= step.holdMs() + step.calmMs() + (step.recover() ? RECOVERY_GUESS_MS : 0);
        }
        return steps;
    }

    private Step step(boolean zooKeeper) {
        List<Blow> blows = new ArrayList<>();
        blows.add(blow(zooKeeper));
        if (random.nextInt(10) < 3) {
            Blow second = blow(zooKeeper);
            if (second.victim() != blows.get(0).victim()) {
                blows.add(second);
            }
        }
        blows.replaceAll(this::betweenTwo);
        return new Step(
                blows,
                move(),
                holdMs(blows.get(0)),
                random.nextInt(10) < 3,
                random.nextInt(10) < 6,
                random.nextInt(2_500));
    }

    private Blow blow(boolean zooKeeper) {
        if (possible.contains(Needs.DISK) && random.nextInt(10) == 0) {
            return new Blow(Fault.FULL_DISK, Victim.SMALL_DISK, 0);
        }
        if (zooKeeper && random.nextInt(7) == 0) {
            return new Blow(pick(List.of(Fault.KILL, Fault.SUSPEND)), Victim.ZOOKEEPER, 0);
        }
        Victim victim = pick(List.of(Victim.LEADER, Victim.LEADER, Victim.FOLLOWER, Victim.CONTROLLER));
        List<Fault> faults = new ArrayList<>(List.of(Fault.KILL, Fault.KILL, Fault.SUSPEND, Fault.RESTART));
        if (possible.contains(Needs.NETWORK)) {
            faults.addAll(List.of(Fault.CUT_OFF, Fault.CUT_OUTGOING, Fault.CUT_INCOMING, Fault.CUT_FROM_PEERS));
            if (zooKeeper) {
                faults.add(Fault.CUT_FROM_ZOOKEEPER);
            }
        }
        return new Blow(pick(faults), victim, random.nextInt(partitions));
    }

    /** A cut between two brokers in place of one from all of them. */
    private Blow betweenTwo(Blow blow) {
        boolean cut = blow.fault() == Fault.CUT_FROM_PEERS || blow.fault() == Fault.CUT_OUTGOING;
        if (!cut || later.nextInt(2) == 0) {
            return blow;
        }
        Fault narrower = blow.fault() == Fault.CUT_OUTGOING ? Fault.CUT_TO_ONE_PEER : Fault.CUT_FROM_ONE_PEER;
        return new Blow(narrower, blow.victim(), blow.partition());
    }

    private Move move() {
        return switch (later.nextInt(10)) {
            case 0, 1, 2 -> Move.REPLICAS;
            case 3 -> Move.CALL_OFF;
            case 4 -> Move.DIRECTORIES;
            default -> Move.NOTHING;
        };
    }

    private long holdMs(Blow first) {
        boolean longOnes = first.fault() == Fault.SUSPEND || first.fault().needs == Needs.NETWORK;
        if (longOnes && longSuspensions && random.nextInt(4) == 0) {
            return LONG_SUSPENSION_MS;
        }
        // Half of them shorter than anybody's patience.
        return random.nextBoolean() ? random.nextInt(1_500) : 1_500 + random.nextInt(SHORT_HOLD_MS - 1_500);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
