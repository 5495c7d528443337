/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.faults.Fault.Needs;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A seed is a schedule, and the seeds together leave nothing out. */
class ScheduleTest {

    private static final Set<Needs> EVERYTHING = EnumSet.allOf(Needs.class);

    @Test
    void aSeedIsAlwaysTheSameSchedule() {
        Schedule.Limits limits = new Schedule.Limits(EVERYTHING, true, 6, 60_000);

        assertThat(Schedule.of(7, limits)).isEqualTo(Schedule.of(7, limits)).isNotEqualTo(Schedule.of(8, limits));
    }

    @Test
    void everyFaultComesToEveryVictimItCanComeTo() {
        List<Blow> blows = blows(new Schedule.Limits(EVERYTHING, true, 6, 60_000));

        for (Victim victim : List.of(Victim.LEADER, Victim.FOLLOWER, Victim.CONTROLLER)) {
            assertThat(faultsOf(blows, victim))
                    .as(victim.toString())
                    .containsAll(EnumSet.complementOf(EnumSet.of(Fault.FULL_DISK)));
        }
        assertThat(faultsOf(blows, Victim.ZOOKEEPER)).containsExactlyInAnyOrder(Fault.KILL, Fault.SUSPEND);
        assertThat(faultsOf(blows, Victim.SMALL_DISK)).containsExactly(Fault.FULL_DISK);
    }

    @Test
    void everyMoveComesWithSomeFault() {
        List<Step> steps = steps(new Schedule.Limits(EVERYTHING, true, 6, 60_000));

        assertThat(steps).extracting(Step::move).contains(Move.values());
    }

    @Test
    void pairsOfTwoBrokersOccur() {
        List<Step> steps = steps(new Schedule.Limits(EVERYTHING, true, 6, 60_000));

        assertThat(steps)
                .anyMatch(step -> step.blows().size() == 2
                        && step.blows().get(0).victim() == Victim.CONTROLLER
                        && step.blows().get(1).victim() == Victim.FOLLOWER);
    }

    @Test
    void onlyALongScheduleHasHoldsBeyondEveryTimeout() {
        int sessionMs = 18_000;

        assertThat(steps(new Schedule.Limits(EVERYTHING, true, 6, 60_000))).allMatch(step -> step.holdMs() < sessionMs);
        assertThat(steps(new Schedule.Limits(EVERYTHING, true, 6, 240_000)))
                .anyMatch(step -> step.holdMs() > 2 * sessionMs - 1);
    }

    @Test
    void whatTheMachineCannotDoIsNotInTheSchedule() {
        List<Blow> blows = blows(new Schedule.Limits(EnumSet.of(Needs.NOTHING), false, 6, 60_000));

        assertThat(blows)
                .allMatch(blow -> blow.fault().needs == Needs.NOTHING)
                .noneMatch(blow -> blow.victim() == Victim.ZOOKEEPER);
    }

    private static List<Step> steps(Schedule.Limits limits) {
        return LongStream.range(0, 100)
                .boxed()
                .flatMap(seed -> Schedule.of(seed, limits).stream())
                .toList();
    }

    private static List<Blow> blows(Schedule.Limits limits) {
        return steps(limits).stream().flatMap(step -> step.blows().stream()).toList();
    }

    private static Set<Fault> faultsOf(List<Blow> blows, Victim victim) {
        return blows.stream()
                .filter(blow -> blow.victim() == victim)
                .map(Blow::fault)
                .collect(Collectors.toSet());
    }
}
