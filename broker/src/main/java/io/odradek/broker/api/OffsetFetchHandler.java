/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.CommittedOffset;
import io.odradek.broker.coordinator.group.FoundOffset;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.OffsetFetch;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.OffsetFetchRequest;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.odradek.protocol.message.OffsetFetchResponse;
import io.odradek.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.odradek.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartition;
import io.odradek.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.odradek.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopic;
import io.odradek.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OffsetFetch 1–10: where groups stand; one group up to version 7, several from 8 on, topics by name and from version 10
 * by id. No topics (null, from version 2 on) asks for all. Partitions without a commit have offset -1. Where an open
 * transaction may change the answer and the client wants a stable one, UNSTABLE_OFFSET_COMMIT.
 */
public final class OffsetFetchHandler implements ApiHandler<OffsetFetchRequest, OffsetFetchResponse> {
    private static final short GROUP_ERROR_FROM = 2;
    private static final short GROUPS_FROM = 8;
    private static final short IDS_FROM = 10;
    private static final long NO_OFFSET = -1;

    private final CoordinatorShards<GroupRegistry> groups;
    private final ClusterView cluster;

    public OffsetFetchHandler(CoordinatorShards<GroupRegistry> groups, ClusterView cluster) {
        this.groups = groups;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.OFFSET_FETCH;
    }

    @Override
    public short lowestVersion() {
        return 1;
    }

    @Override
    public short highestVersion() {
        return 10;
    }

    @Override
    public void handle(RequestContext context, OffsetFetchRequest request, Reply<OffsetFetchResponse> reply) {
        short version = context.apiVersion();
        List<OffsetFetchRequestGroup> asked = version >= GROUPS_FROM ? request.groups() : List.of(onlyGroup(request));
        List<OffsetFetchResponseGroup> answers = new ArrayList<>(asked.size());
        Countdown countdown = new Countdown(asked.size() + 1, () -> reply.send(response(version, answers)));
        for (OffsetFetchRequestGroup group : asked) {
            OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().groupId(group.groupId());
            answers.add(answer);
            new Fetch(version, group, answer, request.requireStable()).start(countdown);
        }
        countdown.partDone();
    }

    private static OffsetFetchRequestGroup onlyGroup(OffsetFetchRequest request) {
        OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().groupId(request.groupId());
        List<OffsetFetchRequestTopic> asked = request.topics();
        if (asked == null) {
            return group.topics(null);
        }
        List<OffsetFetchRequestTopics> topics = new ArrayList<>(asked.size());
        asked.forEach(topic -> topics.add(
                new OffsetFetchRequestTopics().name(topic.name()).partitionIndexes(topic.partitionIndexes())));
        return group.topics(topics);
    }

    /** One group's part; its answer is filled on the loop of the group's shard. */
    private final class Fetch implements Answer<OffsetFetch.Outcome> {
        private final short version;
        private final boolean stableOnly;
        private final OffsetFetchRequestGroup asked;
        private final OffsetFetchResponseGroup answer;
        private final ClusterImage image = cluster.image();
        private final Map<String, Uuid> askedIds = new HashMap<>();
        private final Map<String, OffsetFetchResponseTopics> topics = new LinkedHashMap<>();
        private final List<OffsetFetchResponseTopics> unknown = new ArrayList<>();
        private @Nullable Countdown countdown;

        Fetch(short version, OffsetFetchRequestGroup asked, OffsetFetchResponseGroup answer, boolean stableOnly) {
            this.version = version;
            this.asked = asked;
            this.answer = answer;
            this.stableOnly = stableOnly;
        }

        void start(Countdown whenDone) {
            countdown = whenDone;
            List<TopicPartition> partitions = partitions();
            OffsetFetch fetch = new OffsetFetch(
                    asked.groupId(),
                    new OffsetFetch.Claim(asked.memberId(), asked.memberEpoch()),
                    partitions,
                    stableOnly);
            groups.decide(asked.groupId(), state -> state.fetch(fetch), this);
        }

        private @Nullable List<TopicPartition> partitions() {
            List<OffsetFetchRequestTopics> named = asked.topics();
            if (named == null) {
                return null;
            }
            List<TopicPartition> partitions = new ArrayList<>();
            for (OffsetFetchRequestTopics topic : named) {
                TopicImage known = version >= IDS_FROM ? image.topic(topic.topicId()) : null;
                if (version >= IDS_FROM && known == null) {
                    unknown.add(failed(topic, ErrorCode.UNKNOWN_TOPIC_ID));
                    continue;
                }
                String name = known == null ? topic.name() : known.name();
                if (known != null) {
                    askedIds.put(name, known.id());
                }
                topics.computeIfAbsent(name, key -> topic(key, topic.topicId()));
                for (int partition : topic.partitionIndexes()) {
                    partitions.add(new TopicPartition(name, partition));
                }
            }
            return partitions;
        }

        @Override
        public void reply(OffsetFetch.Outcome outcome) {
            if (outcome.error() != ErrorCode.NONE) {
                failed(outcome.error());
                return;
            }
            for (FoundOffset offset : outcome.found()) {
                String name = offset.partition().topic();
                Uuid id = idOf(name, offset.committed());
                if (version < IDS_FROM || !id.equals(Uuid.ZERO)) {
                    topics.computeIfAbsent(name, key -> topic(key, id))
                            .partitions()
                            .add(partition(offset));
                }
            }
            List<OffsetFetchResponseTopics> all = new ArrayList<>(topics.values());
            all.addAll(unknown);
            answer.topics(all);
            done();
        }

        /** All that was committed is told by the ids it was committed for; topics without one are not told. */
        private Uuid idOf(String name, @Nullable CommittedOffset committed) {
            Uuid id = askedIds.get(name);
            if (id != null || version < IDS_FROM) {
                return id == null ? Uuid.ZERO : id;
            }
            TopicImage known = image.topic(name);
            Uuid ofCommit = committed == null ? Uuid.ZERO : committed.topicId();
            return ofCommit.equals(Uuid.ZERO) && known != null ? known.id() : ofCommit;
        }

        private OffsetFetchResponseTopics topic(String name, Uuid id) {
            return version >= IDS_FROM
                    ? new OffsetFetchResponseTopics().topicId(id)
                    : new OffsetFetchResponseTopics().name(name);
        }

        private OffsetFetchResponsePartitions partition(FoundOffset found) {
            CommittedOffset committed = found.committed();
            OffsetFetchResponsePartitions told = new OffsetFetchResponsePartitions()
                    .partitionIndex(found.partition().partition())
                    .committedOffset(NO_OFFSET)
                    .metadata("");
            if (found.unstable()) {
                return told.errorCode(ErrorCode.UNSTABLE_OFFSET_COMMIT.code());
            }
            Uuid id = askedIds.getOrDefault(found.partition().topic(), Uuid.ZERO);
            return committed == null || committed.isOfAnother(id)
                    ? told
                    : told.committedOffset(committed.offset())
                            .committedLeaderEpoch(committed.leaderEpoch())
                            .metadata(committed.metadata());
        }

        /** Clients of this API do not expect COORDINATOR_NOT_AVAILABLE, which would make them give up. */
        @Override
        public void failed(ErrorCode error) {
            ErrorCode told = error == ErrorCode.COORDINATOR_NOT_AVAILABLE ? ErrorCode.NOT_COORDINATOR : error;
            List<OffsetFetchRequestTopics> named = asked.topics();
            if (version >= GROUP_ERROR_FROM || named == null) {
                answer.errorCode(told.code());
            } else {
                answer.topics(named.stream().map(topic -> failed(topic, told)).toList());
            }
            done();
        }

        private OffsetFetchResponseTopics failed(OffsetFetchRequestTopics topic, ErrorCode error) {
            OffsetFetchResponseTopics told = version >= IDS_FROM
                    ? new OffsetFetchResponseTopics().topicId(topic.topicId())
                    : new OffsetFetchResponseTopics().name(topic.name());
            for (int partition : topic.partitionIndexes()) {
                told.partitions()
                        .add(new OffsetFetchResponsePartitions()
                                .partitionIndex(partition)
                                .committedOffset(NO_OFFSET)
                                .metadata("")
                                .errorCode(error.code()));
            }
            return told;
        }

        private void done() {
            if (countdown != null) {
                countdown.partDone();
            }
        }
    }

    private static OffsetFetchResponse response(short version, List<OffsetFetchResponseGroup> groups) {
        if (version >= GROUPS_FROM) {
            return new OffsetFetchResponse().groups(groups);
        }
        OffsetFetchResponseGroup only = groups.get(0);
        List<OffsetFetchResponseTopic> topics = new ArrayList<>(only.topics().size());
        for (OffsetFetchResponseTopics topic : only.topics()) {
            List<OffsetFetchResponsePartition> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OffsetFetchResponsePartitions partition : topic.partitions()) {
                partitions.add(new OffsetFetchResponsePartition()
                        .partitionIndex(partition.partitionIndex())
                        .committedOffset(partition.committedOffset())
                        .committedLeaderEpoch(partition.committedLeaderEpoch())
                        .metadata(partition.metadata())
                        .errorCode(partition.errorCode()));
            }
            topics.add(new OffsetFetchResponseTopic().name(topic.name()).partitions(partitions));
        }
        OffsetFetchResponse response = new OffsetFetchResponse().topics(topics);
        return version >= GROUP_ERROR_FROM ? response.errorCode(only.errorCode()) : response;
    }
}
