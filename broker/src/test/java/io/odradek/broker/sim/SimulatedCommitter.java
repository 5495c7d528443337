/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FindCoordinatorRequest;
import io.odradek.protocol.message.FindCoordinatorResponse;
import io.odradek.protocol.message.OffsetCommitRequest;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.protocol.message.OffsetCommitResponse;
import io.odradek.protocol.message.OffsetFetchRequest;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.odradek.protocol.message.OffsetFetchResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A consumer of each of several groups that commits ever higher offsets to its coordinator, one at a time, each until it
 * is acknowledged, and looks in between what it finds: never less than was acknowledged, never more than was tried.
 */
final class SimulatedCommitter {
    private static final int REQUEST_MS_MAX = 7_000;
    private static final int RETRY_MS = 50;
    private static final int PAUSE_MS_MAX = 40;
    private static final Set<ErrorCode> EXPECTED = Set.of(
            ErrorCode.NOT_COORDINATOR,
            ErrorCode.COORDINATOR_NOT_AVAILABLE,
            ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);

    private final Simulation simulation;
    private final List<BrokerImage> brokers;
    private final SimulatedConnections connections;
    private final String topic;
    private final History history;
    private final Map<String, Lane> lanes = new TreeMap<>();
    private boolean stopped;

    SimulatedCommitter(Simulation simulation, SimulatedCluster cluster, String topic, History history) {
        this.simulation = simulation;
        this.brokers = cluster.images();
        this.connections = new SimulatedConnections(simulation, "committer", REQUEST_MS_MAX);
        this.topic = topic;
        this.history = history;
    }

    void start(int groups) {
        for (int i = 0; i < groups; i++) {
            Lane lane = new Lane("group-" + i);
            lanes.put(lane.group, lane);
            lane.findCoordinator();
        }
    }

    /** Nothing new is begun. */
    void stop() {
        stopped = true;
    }

    /** Whether everything begun has come to an end, and has been looked at since. */
    boolean isDone() {
        return lanes.values().stream().allMatch(lane -> lane.done);
    }

    long acknowledged() {
        return lanes.values().stream().mapToLong(lane -> lane.acknowledged).sum();
    }

    void close() {
        connections.close();
    }

    /** One group. */
    private final class Lane {
        private final String group;
        private BrokerImage coordinator;
        private long acknowledged;
        private long tried;
        private boolean done;

        Lane(String group) {
            this.group = group;
            this.coordinator = brokers.get(0);
        }

        private void findCoordinator() {
            BrokerImage any = brokers.get(simulation.random().nextInt(brokers.size()));
            FindCoordinatorRequest request = new FindCoordinatorRequest().key(group);
            var unused = connections.ask(any, request, 3).whenComplete((answer, failure) -> {
                FindCoordinatorResponse found = (FindCoordinatorResponse) answer;
                if (failure == null && found.errorCode() == 0) {
                    coordinator = brokers.get(found.nodeId() - 1);
                    act();
                } else {
                    again();
                }
            });
        }

        private void again() {
            connections.later(RETRY_MS, this::findCoordinator);
        }

        /** Commits or looks; after the last commit, looks once more. */
        private void act() {
            if (tried > acknowledged || (!stopped && simulation.random().nextInt(3) > 0)) {
                commit();
            } else {
                look();
            }
        }

        private void commit() {
            tried = acknowledged + 1;
            OffsetCommitRequestPartition partition =
                    new OffsetCommitRequestPartition().partitionIndex(0).committedOffset(tried);
            OffsetCommitRequest request = new OffsetCommitRequest()
                    .groupId(group)
                    .topics(List.of(new OffsetCommitRequestTopic().name(topic).partitions(List.of(partition))));
            var unused = connections.ask(coordinator, request, 9).whenComplete((answer, failure) -> {
                ErrorCode error =
                        failure == null ? errorOf((OffsetCommitResponse) answer) : ErrorCode.NETWORK_EXCEPTION;
                if (error == ErrorCode.NONE) {
                    acknowledged = tried;
                    goOn();
                } else {
                    refused(error, failure);
                }
            });
        }

        private ErrorCode errorOf(OffsetCommitResponse answer) {
            return ErrorCode.forCode(answer.topics().get(0).partitions().get(0).errorCode());
        }

        private void goOn() {
            connections.later(simulation.random().nextInt(PAUSE_MS_MAX), this::act);
        }

        private void refused(ErrorCode error, Throwable failure) {
            if (failure == null) {
                simulation.note(group + " at " + coordinator.id() + ": " + error);
                if (!EXPECTED.contains(error)) {
                    history.violation(group + " got " + error);
                }
            }
            again();
        }

        private void look() {
            OffsetFetchRequest request = new OffsetFetchRequest()
                    .groupId(group)
                    .topics(List.of(new OffsetFetchRequestTopic().name(topic).partitionIndexes(new int[] {0})));
            var unused = connections.ask(coordinator, request, 7).whenComplete((answer, failure) -> {
                OffsetFetchResponse found = (OffsetFetchResponse) answer;
                ErrorCode error = failure == null ? ErrorCode.forCode(found.errorCode()) : ErrorCode.NETWORK_EXCEPTION;
                if (error == ErrorCode.NONE) {
                    check(found.topics().get(0).partitions().get(0).committedOffset());
                } else {
                    refused(error, failure);
                }
            });
        }

        private void check(long found) {
            if (Math.max(found, 0) < acknowledged || found > tried) {
                history.violation(group + " finds " + found + " at " + coordinator.id() + " after " + acknowledged
                        + " was acknowledged and " + tried + " tried");
            }
            simulation.note(group + " finds " + found);
            if (stopped) {
                done = true;
            } else {
                goOn();
            }
        }
    }
}
