/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.partition.FetchCall;
import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.FetchReader;
import io.odradek.broker.partition.FetchWatch;
import io.odradek.broker.partition.Fetched;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchRequest.ForgottenTopic;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client and this broker both remember of the client's fetches (KIP-227): the partitions wanted, and what was
 * last told of each, so that a request names only what changes and an answer only what is new. Owned by the I/O loop of
 * the connection that opened it, through {@link FetchSessions}.
 */
final class FetchSession {
    static final int FIRST_EPOCH = 1;

    private final int id;
    private final boolean usesTopicIds;
    private final boolean follower;
    private final long createdMs;
    private final Map<Key, Cached> partitions = new LinkedHashMap<>();
    private long usedMs;
    private int epoch = FIRST_EPOCH;
    private @Nullable FetchCall last;
    private @Nullable Watching watching;

    FetchSession(int id, boolean usesTopicIds, boolean follower, long nowMs) {
        this.id = id;
        this.usesTopicIds = usesTopicIds;
        this.follower = follower;
        this.createdMs = nowMs;
        this.usedMs = nowMs;
    }

    /** A partition as the client names it: by id, or by name with the zero id. */
    record Key(String topic, Uuid topicId, int partition) {
        static Key of(boolean byId, String topic, Uuid topicId, int partition) {
            return byId ? new Key("", topicId, partition) : new Key(topic, Uuid.ZERO, partition);
        }

        // By hand, as in Uuid.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && partition == key.partition
                    && topicId.equals(key.topicId)
                    && topic.equals(key.topic);
        }

        @Override
        public int hashCode() {
            return (topic.hashCode() * 31 + topicId.hashCode()) * 31 + partition;
        }
    }

    /** One partition that is wanted, with what the client last heard of it. */
    static final class Cached {
        private static final long NEVER_TOLD = -1;

        final Key key;
        FetchPartition wanted;
        private long toldHighWatermark = NEVER_TOLD;
        private long toldLogStart = NEVER_TOLD;
        private @Nullable FetchWatch watch;

        Cached(Key key, FetchPartition wanted) {
            this.key = key;
            this.wanted = wanted;
        }

        /** What hears of the partition between two fetches, in a watched session. */
        @Nullable
        FetchWatch watch() {
            return watch;
        }

        private void endWatch() {
            if (watch != null) {
                watch.end();
            }
        }

        /** Whether an answer has to name it; takes note of what is then told. */
        boolean hasNews(Fetched fetched) {
            boolean moved = toldHighWatermark != fetched.highWatermark() || toldLogStart != fetched.logStartOffset();
            toldHighWatermark = fetched.highWatermark();
            toldLogStart = fetched.logStartOffset();
            if (fetched.error() != ErrorCode.NONE) {
                // Told again and again, until the client hears the end of it.
                toldHighWatermark = NEVER_TOLD;
                return true;
            }
            return moved
                    || fetched.sizeBytes() > 0
                    || fetched.divergingEpoch() != null
                    || fetched.hasPreferredReplica();
        }
    }

    int id() {
        return id;
    }

    int epoch() {
        return epoch;
    }

    boolean usesTopicIds() {
        return usesTopicIds;
    }

    boolean isFollowers() {
        return follower;
    }

    int size() {
        return partitions.size();
    }

    long createdMs() {
        return createdMs;
    }

    long usedMs() {
        return usedMs;
    }

    Collection<Cached> partitions() {
        return partitions.values();
    }

    /** The next request carries the next number; they wrap to the first, as zero and below mean something else. */
    void advance(long nowMs) {
        usedMs = nowMs;
        epoch = epoch == Integer.MAX_VALUE ? FIRST_EPOCH : epoch + 1;
    }

    /**
     * A client that sends the next request before the last one was answered has something new to say, as a follower has
     * that was given more to follow: whatever the last one waits for, it goes.
     */
    void started(FetchCall call) {
        FetchCall before = last;
        last = call;
        if (before != null) {
            before.hurry();
        }
    }

    /** Begins with the partitions of the request that opened it, and with what its answer tells of them. */
    void adopt(List<Cached> first) {
        for (Cached cached : first) {
            partitions.put(cached.key, cached);
        }
    }

    /** Takes over what a request adds, changes and forgets. */
    void update(FetchRequest request) {
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition wanted : topic.partitions()) {
                Key key = Key.of(usesTopicIds, topic.topic(), topic.topicId(), wanted.partition());
                Cached cached = partitions.get(key);
                if (cached == null) {
                    cached = new Cached(key, wanted);
                    partitions.put(key, cached);
                } else {
                    cached.wanted = wanted;
                }
                if (watching != null) {
                    watching.due(cached);
                }
            }
        }
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                Cached forgotten = partitions.remove(Key.of(usesTopicIds, topic.topic(), topic.topicId(), partition));
                if (forgotten != null && watching != null) {
                    watching.forget(forgotten);
                }
            }
        }
    }

    /** From now on partitions are read when they have news, and not at every fetch; for followers, who have many. */
    void watch(FetchReader reader, EventExecutor ioLoop) {
        watching = new Watching(reader, ioLoop);
        partitions.values().forEach(watching::due);
    }

    boolean isWatched() {
        return watching != null;
    }

    /** Of a watched session. */
    Watching watching() {
        return Objects.requireNonNull(watching);
    }

    /**
     * Nobody fetches in this session any more. A consumer that closes waits for the answer to its last fetch first, for
     * half a second if that waits for records.
     */
    void close() {
        if (last != null) {
            last.hurry();
        }
        if (watching != null) {
            partitions.values().forEach(Cached::endWatch);
        }
    }

    /** Which partitions of a watched session are to be read next, and the fetch that waits for one to be. */
    final class Watching {
        /** All partitions are read this often though nobody says anything of them: what a watch misses is found. */
        private static final long SWEEP_MS = 30_000;

        private final FetchReader reader;
        private final EventExecutor ioLoop;
        private final Set<Cached> due = new LinkedHashSet<>();
        private @Nullable FetchOrigin lastOrigin;
        private long sweptMs = Long.MIN_VALUE / 2;
        private @Nullable SessionFetch waiting;

        private Watching(FetchReader reader, EventExecutor ioLoop) {
            this.reader = reader;
            this.ioLoop = ioLoop;
        }

        /** Whatever the last read gave, the next fetch reads it again, unless it was forgotten during that read. */
        void due(Cached cached) {
            if (partitions.get(cached.key) == cached) {
                due.add(cached);
            }
        }

        private void forget(Cached cached) {
            due.remove(cached);
            cached.endWatch();
        }

        /** A fetch of the session begins; one that still waits is answered, as its answer would hold this one's up. */
        void begin(SessionFetch fetch, FetchOrigin origin, long nowMs) {
            SessionFetch before = waiting;
            waiting = fetch;
            if (before != null) {
                before.supersede();
            }
            // A follower that registered again counts in its new life only where it is heard in that.
            if (!origin.equals(lastOrigin) || nowMs - sweptMs >= SWEEP_MS) {
                sweptMs = nowMs;
                lastOrigin = origin;
                due.addAll(partitions.values());
            }
        }

        void end(SessionFetch fetch) {
            if (waiting == fetch) {
                waiting = null;
            }
        }

        List<Cached> takeDue() {
            List<Cached> taken = List.copyOf(due);
            due.clear();
            for (Cached cached : taken) {
                if (cached.watch == null) {
                    cached.watch = new FetchWatch(reader, urgent -> ioLoop.execute(() -> news(cached, urgent)));
                }
            }
            return taken;
        }

        private void news(Cached cached, boolean urgent) {
            if (partitions.get(cached.key) == cached) {
                due.add(cached);
                if (urgent && waiting != null) {
                    waiting.wake();
                }
            }
        }
    }

    /** Partitions that gave data go to the end, so that the others come to their turn under a limit on bytes. */
    void moveToEnd(List<Cached> served) {
        for (Cached cached : served) {
            if (partitions.remove(cached.key) != null) {
                partitions.put(cached.key, cached);
            }
        }
    }

    /** The partitions of a request, for an answer without a session or the first one of a session. */
    static List<Cached> of(FetchRequest request, boolean byId) {
        List<Cached> all = new ArrayList<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition wanted : topic.partitions()) {
                all.add(new Cached(Key.of(byId, topic.topic(), topic.topicId(), wanted.partition()), wanted));
            }
        }
        return all;
    }
}
