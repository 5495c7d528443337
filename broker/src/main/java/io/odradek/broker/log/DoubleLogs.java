/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition that is in two directories at a start. A move between directories ends with both for a moment, and a broker
 * that is killed then leaves them so: the longer one has all that the other has, unless the one in use was cut when another
 * leader came, and what it got of that one is not in the other. It is taken, and the other one set aside
 * under a name that nobody uses. Two logs that are not of one topic are somebody's mistake, and refused.
 */
final class DoubleLogs {
    private static final Logger LOG = LoggerFactory.getLogger(DoubleLogs.class);

    private final FileHandles handles;
    private final RandomGenerator random;

    DoubleLogs(FileHandles handles, RandomGenerator random) {
        this.handles = handles;
        this.random = random;
    }

    /** The one to use. On the thread that starts the broker. */
    HostedLog resolve(HostedLog first, HostedLog second) {
        try {
            Uuid id = topicId(first);
            if (id != null && id.equals(topicId(second))) {
                HostedLog longer = longer(first, second);
                setAside(longer == first ? second : first, longer);
                return longer;
            }
        } catch (IOException e) {
            throw new LogStartupException(
                    first.partition + " is in both " + first.directory + " and " + second.directory
                            + ", which cannot be compared (" + e + "): remove the one that is not wanted",
                    e);
        }
        throw new LogStartupException(
                first.partition + " is in both " + first.directory + " and " + second.directory
                        + ": remove the one that is not wanted",
                null);
    }

    private @Nullable Uuid topicId(HostedLog log) throws IOException {
        return PartitionMetadataFile.read(new PartitionFiles(handles, log.folder()));
    }

    /** @param epoch of the last batch before the first gap */
    private record End(int epoch, long whole, long last) {}

    /**
     * Where the logs end, by their batches: what the checkpoints say is of before the crash. A power loss may take what lies
     * between records that survive, in the log that was written to last; so what follows on a gap counts only among equals.
     * A later leader's records count for more than any number of an earlier one's.
     */
    private HostedLog longer(HostedLog first, HostedLog second) throws IOException {
        long from = Math.min(lastSegment(first), lastSegment(second));
        End end = end(first, from);
        End other = end(second, from);
        Comparator<End> order = Comparator.comparingInt(End::epoch)
                .thenComparingLong(End::whole)
                .thenComparingLong(End::last);
        return order.compare(end, other) > 0 ? first : second;
    }

    private long lastSegment(HostedLog log) throws IOException {
        long[] segments = segments(log);
        return segments.length == 0 ? 0 : segments[segments.length - 1];
    }

    private long[] segments(HostedLog log) throws IOException {
        return LogListing.of(new PartitionFiles(handles, log.folder())).segments();
    }

    private End end(HostedLog log, long from) throws IOException {
        PartitionFiles files = new PartitionFiles(handles, log.folder());
        long[] segments = segments(log);
        int first = Math.max(0, floor(segments, from));
        long whole = first < segments.length ? segments[first] : 0;
        long last = whole;
        int epoch = EpochEndOffset.UNDEFINED_EPOCH;
        for (int i = first; i < segments.length; i++) {
            Path path = files.log(segments[i]);
            OpenFile file = handles.acquire(path);
            try (BatchWalk walk =
                    new BatchWalk(file.file(), 0, file.file().sizeBytes(), BatchWalk.SMALL_WINDOW_BYTES)) {
                while (walk.next() && walk.isCrcValid()) {
                    if (walk.batch().baseOffset() == whole) {
                        whole = walk.lastOffset() + 1;
                        epoch = walk.isOldFormat() ? epoch : walk.batch().partitionLeaderEpoch();
                    }
                    last = walk.lastOffset() + 1;
                }
            } finally {
                file.release();
                handles.forget(path);
            }
        }
        return new End(epoch, whole, last);
    }

    private static int floor(long[] segments, long offset) {
        int at = Arrays.binarySearch(segments, offset);
        return at >= 0 ? at : -at - 2;
    }

    private void setAside(HostedLog shorter, HostedLog longer) throws IOException {
        Path aside = shorter.folder().resolveSibling(FolderNames.stray(shorter.partition, random));
        LOG.warn(
                "{} was moving to another directory when the broker was killed: the log in {} is used; what is in {} is"
                        + " superfluous and now named {}",
                longer.partition,
                longer.directory,
                shorter.directory,
                aside.getFileName());
        handles.disk().rename(shorter.folder(), aside);
        handles.disk().forceFolder(shorter.directory.path());
    }
}
