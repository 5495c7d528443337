/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.IsrChange;
import io.odradek.controller.decide.IsrPolicy;
import io.odradek.controller.decide.Reassignment;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every state that three brokers can be brought into, and many of four; and broken decisions, each of which is found. */
@Timeout(120)
class ControllerWorldTest {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private static Explorer.Result explore(Decisions decisions, boolean unclean) {
        ControllerWorld world = new ControllerWorld(decisions, 3, unclean);
        return world.explorer().explore(world.start(List.of(0, 1)), NO_LIMIT);
    }

    private static void assertFound(Decisions broken, String fault) {
        Explorer.Result result = explore(broken, false);
        assertThat(result.fault()).as(result.toString()).contains(fault);
    }

    @Test
    void noHistoryOfThreeBrokersGoesWrong() {
        Explorer.Result result = explore(new Decisions(), false);

        assertThat(result.fault()).as(result.toString()).isNull();
        assertThat(result.states()).isGreaterThan(1_000);
    }

    @Test
    void noHistoryGoesWrongWhereUncleanElectionsAreAllowed() {
        Explorer.Result result = explore(new Decisions(), true);

        assertThat(result.fault()).as(result.toString()).isNull();
        assertThat(result.states()).isGreaterThan(1_000);
    }

    @Test
    void noShortHistoryOfFourBrokersGoesWrong() {
        ControllerWorld world = new ControllerWorld(new Decisions(), 4, false);

        Explorer.Result result = world.explorer().explore(world.start(List.of(0, 1, 2)), 3);

        assertThat(result.fault()).as(result.toString()).isNull();
        assertThat(result.states()).isGreaterThan(5_000);
    }

    @Test
    void aLeaderOutOfSyncIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Optional<StateNode> healed(
                            List<Integer> replicas, StateNode state, Set<Integer> live, boolean uncleanAllowed) {
                        return super.healed(replicas, state, live, true);
                    }
                },
                "the ISR grew by an election");
    }

    @Test
    void anEpochThatStaysIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Optional<StateNode> healed(
                            List<Integer> replicas, StateNode state, Set<Integer> live, boolean uncleanAllowed) {
                        return super.healed(replicas, state, live, uncleanAllowed)
                                .map(next -> new StateNode(
                                        next.leader(),
                                        state.leaderEpoch(),
                                        next.isr(),
                                        next.controllerEpoch(),
                                        next.recovering()));
                    }
                },
                "in the same epoch");
    }

    @Test
    void anElectionThatIsNotHeldIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Optional<StateNode> healed(
                            List<Integer> replicas, StateNode state, Set<Integer> live, boolean uncleanAllowed) {
                        return state.leader() < 0
                                ? Optional.empty()
                                : super.healed(replicas, state, live, uncleanAllowed);
                    }
                },
                "nobody leads");
    }

    @Test
    void anIsrWithoutItsLeaderIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    IsrPolicy.Verdict judge(
                            int proposer, IsrChange change, IsrPolicy.Known known, IsrPolicy.Brokers brokers) {
                        List<Integer> isr = new ArrayList<>();
                        change.members().forEach(member -> isr.add(member.brokerId()));
                        return known.replicas().containsAll(isr)
                                ? new IsrPolicy.Accept(isr, false)
                                : super.judge(proposer, change, known, brokers);
                    }
                },
                "leads, of ISR");
    }

    @Test
    void aMoveThatEndsAnywhereElseIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Reassignment.Step advance(Reassignment.Partition partition, Set<Integer> live) {
                        Reassignment.Step step = super.advance(partition, live);
                        return step instanceof Reassignment.Move move
                                ? new Reassignment.Move(
                                        ReplicaAssignment.of(move.state().isr()), move.state(), move.dropped())
                                : step;
                    }
                },
                "in place of");
    }

    @Test
    void aMoveThatNeverEndsIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Reassignment.Step advance(Reassignment.Partition partition, Set<Integer> live) {
                        return partition.assignment().adding().size() > 1
                                ? new Reassignment.Wait()
                                : super.advance(partition, live);
                    }
                },
                "does not end with");
    }

    @Test
    void aMoveThatTakesTheLeaderAlongIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Reassignment.Step begin(Reassignment.Partition partition, List<Integer> target, Set<Integer> live) {
                        ReplicaAssignment next = Reassignment.towards(partition.assignment(), target);
                        List<Integer> dropped =
                                new ArrayList<>(partition.assignment().replicas());
                        dropped.removeAll(next.replicas());
                        StateNode state = Reassignment.resumed(partition.state());
                        return dropped.isEmpty()
                                ? super.begin(partition, target, live)
                                : new Reassignment.Move(next, state, dropped);
                    }
                },
                "is none of");
    }
}
