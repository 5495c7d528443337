/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.broker.fault.RecordingFaultHandler;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.LogDirectories.IfMissing;
import io.odradek.broker.log.LogSlice;
import io.odradek.broker.log.PartitionLog;
import io.odradek.broker.log.ReadResult;
import io.odradek.broker.partition.Assignment;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.broker.partition.SwitchedQuota;
import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Broker 1 with real logs in memory, which follows leaders that the test plays. */
final class FollowerFixture implements PeerTransport {
    static final String TOPIC = "orders";
    static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    static final int BACKOFF_MAX_MS = 1_000;
    static final int WAIT_MAX_MS = 500;

    final PartitionFixture partitions;
    final SwitchedQuota quota = new SwitchedQuota();
    final RecordingFaultHandler faults = new RecordingFaultHandler();
    private final Map<Integer, FakeLeader> leaders = new HashMap<>();

    FollowerFixture() {
        partitions = new PartitionFixture(turn -> new ReplicaFetchers(
                new FetcherEnvironment(
                        new FetcherSettings(PartitionFixture.BROKER, WAIT_MAX_MS, 1, 1 << 20, 10 << 20, BACKOFF_MAX_MS),
                        () -> PartitionFixture.BROKER_EPOCH,
                        id -> leaders.containsKey(id) ? leaders.get(id).image() : null,
                        quota,
                        faults),
                List.of(turn.executor()),
                loop -> this));
    }

    FakeLeader leader(int id) {
        return leaders.computeIfAbsent(id, FakeLeader::new);
    }

    FakeLeaderLog leads(int id, int leaderEpoch) {
        return leader(id).lead(TOPIC, PartitionFixture.TOPIC_ID, 0, leaderEpoch);
    }

    void follow(int leader, int epoch) {
        partitions.assign(PARTITION, PartitionFixture.following(leader, epoch));
    }

    void lead(int epoch) {
        partitions.assign(
                PARTITION,
                PartitionFixture.leading(epoch, List.of(PartitionFixture.BROKER), List.of(PartitionFixture.BROKER)));
    }

    void followNobody(int epoch) {
        follow(Assignment.NO_LEADER, epoch);
    }

    /** Everything that leaders have to tell, and what comes of it, until there is nothing more. */
    void exchange() {
        for (int round = 0; round < 50; round++) {
            partitions.settle();
            leaders.values().forEach(FakeLeader::tell);
        }
        partitions.settle();
    }

    /** The same after some time. */
    void exchangeAfter(long ms) {
        partitions.pass(ms);
        exchange();
    }

    PartitionLog log() {
        return log(PARTITION);
    }

    PartitionLog log(TopicPartition partition) {
        return partitions.await(partitions
                .logs()
                .open(partition, null, partitions.turn().executor(), LogConfig.DEFAULTS, IfMissing.FAIL));
    }

    /** The values of all records in the follower's log. */
    List<String> values() {
        List<String> values = new ArrayList<>();
        long next = log().logStartOffset();
        while (next < log().logEndOffset()) {
            ReadResult result = log().read(next, 1 << 20, Long.MAX_VALUE, true);
            LogSlice slice = ((ReadResult.Read) result).slice();
            List<String> some = PartitionFixture.values(slice);
            values.addAll(some);
            next += some.size();
        }
        return values;
    }

    @Override
    public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
        return leader(to.id()).send(to, version, request);
    }

    @Override
    public PeerLink link(BrokerImage broker, Consumer<PeerSign> signs) {
        throw new AssertionError("only a controller watches its links");
    }

    @Override
    public void forget(BrokerImage broker) {
        leader(broker.id()).forget(broker);
    }
}
