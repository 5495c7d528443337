/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.IsrChange;
import io.odradek.controller.decide.IsrPolicy;
import io.odradek.controller.decide.Reassignment;
import io.odradek.controller.decide.model.DataWorld.Limits;
import io.odradek.controller.decide.model.DataWorld.Loss;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is acknowledged stays, in every short history; and broken decisions, each of which is found to lose it. */
@Timeout(240)
class DataWorldTest {
    private static final Limits TWO_CRASHES = new Limits(2, 2, 2, 2, Loss.NOTHING, List.of());
    private static final Limits LOST_LOGS = new Limits(2, 1, 2, 3, Loss.ALL_BUT_THE_LAST, List.of());
    private static final Limits A_MOVE = new Limits(3, 1, 1, 1, Loss.NOTHING, List.of(List.of(2), List.of(1)));

    private static Explorer.Result explore(Decisions decisions, Limits limits, int depthMax) {
        DataWorld world = new DataWorld(decisions, limits);
        Explorer.Result result = world.explorer().explore(world.start(List.of(0, 1)), depthMax);
        return result;
    }

    private static void assertSafe(Limits limits, int depthMax) {
        Explorer.Result result = explore(new Decisions(), limits, depthMax);
        assertThat(result.fault()).as(result.toString()).isNull();
        assertThat(result.states()).isGreaterThan(10_000);
    }

    private static void assertFound(Decisions broken, Limits limits) {
        Explorer.Result result = explore(broken, limits, 16);
        assertThat(result.fault()).as(result.toString()).isNotNull();
    }

    @Test
    void noCrashLosesWhatIsAcknowledged() {
        assertSafe(TWO_CRASHES, 13);
    }

    @Test
    void noReturnWithoutLogLosesWhatIsAcknowledged() {
        assertSafe(LOST_LOGS, 14);
    }

    @Test
    void noMoveLosesWhatIsAcknowledged() {
        assertSafe(A_MOVE, 10);
    }

    /** The hole that KIP-966 closes: the last replica in sync leads whatever it has left, as in Kafka 3.9. */
    @Test
    void theLastReplicaInSyncIsTrustedEvenIfItLostItsLog() {
        Limits limits = new Limits(2, 1, 2, 0, Loss.ALL, List.of());

        Explorer.Result result = explore(new Decisions(), limits, 12);

        assertThat(result.fault()).contains("acknowledged is");
    }

    @Test
    void anUncleanLeaderIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Optional<StateNode> healed(
                            List<Integer> replicas, StateNode state, Set<Integer> live, boolean uncleanAllowed) {
                        return super.healed(replicas, state, live, true);
                    }
                },
                TWO_CRASHES);
    }

    @Test
    void aDeadReplicaThatStaysInSyncIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Optional<StateNode> healed(
                            List<Integer> replicas, StateNode state, Set<Integer> live, boolean uncleanAllowed) {
                        return super.healed(replicas, state, live, uncleanAllowed)
                                .map(next -> new StateNode(
                                        next.leader(), next.leaderEpoch(), state.isr(), 1, next.recovering()));
                    }
                },
                LOST_LOGS);
    }

    /** KIP-903. */
    @Test
    void aReplicaThatEntersOnTheProgressOfAnEarlierLifeIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    IsrPolicy.Verdict judge(
                            int proposer, IsrChange change, IsrPolicy.Known known, IsrPolicy.Brokers brokers) {
                        List<IsrChange.Member> anonymous = new ArrayList<>();
                        change.members().forEach(member -> anonymous.add(new IsrChange.Member(member.brokerId(), -1)));
                        return super.judge(
                                proposer,
                                new IsrChange(
                                        change.partition(),
                                        change.leaderEpoch(),
                                        change.partitionEpoch(),
                                        anonymous,
                                        change.recovering()),
                                known,
                                brokers);
                    }
                },
                LOST_LOGS);
    }

    @Test
    void aProposalOfAnEarlierStateThatIsTakenIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    IsrPolicy.Verdict judge(
                            int proposer, IsrChange change, IsrPolicy.Known known, IsrPolicy.Brokers brokers) {
                        IsrChange renewed = new IsrChange(
                                change.partition(),
                                known.state().leaderEpoch(),
                                known.state().partitionEpoch(),
                                change.members(),
                                change.recovering());
                        LeaderState sameLeader = new LeaderState(
                                proposer,
                                known.state().leaderEpoch(),
                                known.state().isr(),
                                known.state().partitionEpoch());
                        return super.judge(
                                proposer,
                                renewed,
                                new IsrPolicy.Known(sameLeader, known.replicas(), known.recovering()),
                                brokers);
                    }
                },
                TWO_CRASHES);
    }

    @Test
    void aMoveThatDoesNotWaitForItsReplicasIsFound() {
        assertFound(
                new Decisions() {
                    @Override
                    Reassignment.Step begin(Reassignment.Partition partition, List<Integer> target, Set<Integer> live) {
                        List<Integer> dropped =
                                new ArrayList<>(partition.assignment().replicas());
                        dropped.removeAll(target);
                        StateNode next =
                                new StateNode(target.get(0), partition.state().leaderEpoch() + 1, target, 1, false);
                        return new Reassignment.Move(ReplicaAssignment.of(target), next, dropped);
                    }
                },
                A_MOVE);
    }

    @Test
    void aMoveThatIsCalledOffAtTheCostOfTheLastInSyncIsFound() {
        Limits limits = new Limits(2, 1, 2, 2, Loss.NOTHING, List.of(List.of(1), List.of(0)));
        Decisions broken = new Decisions() {
            @Override
            Reassignment.Step cancel(Reassignment.Partition partition, Set<Integer> live) {
                List<Integer> origin = Reassignment.origin(partition.assignment());
                List<Integer> dropped = new ArrayList<>(partition.assignment().replicas());
                dropped.removeAll(origin);
                StateNode next = new StateNode(origin.get(0), partition.state().leaderEpoch() + 1, origin, 1, false);
                return new Reassignment.Move(ReplicaAssignment.of(origin), next, dropped);
            }
        };
        DataWorld world = new DataWorld(broken, limits);

        Explorer.Result result = world.explorer().explore(world.start(List.of(0)), 16);

        assertThat(result.fault()).as(result.toString()).isNotNull();
        DataWorld sound = new DataWorld(new Decisions(), limits);
        assertThat(sound.explorer().explore(sound.start(List.of(0)), 12).fault())
                .isNull();
    }
}
