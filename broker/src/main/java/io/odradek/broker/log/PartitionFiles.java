/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one partition and the names of Kafka's files in it.
 *
 * @param ending what the names of segments' files end with besides; empty, but for a cleaner's
 */
record PartitionFiles(FileHandles handles, Path folder, String ending) {
    static final String LOG_ENDING = ".log";
    static final String OFFSET_INDEX_ENDING = ".index";
    static final String TIME_INDEX_ENDING = ".timeindex";
    static final String TRANSACTION_INDEX_ENDING = ".txnindex";
    static final String SNAPSHOT_ENDING = ".snapshot";
    static final String DELETED_ENDING = ".deleted";
    static final String CLEANED_ENDING = ".cleaned";
    static final String SWAP_ENDING = ".swap";
    static final String LEADER_EPOCHS = "leader-epoch-checkpoint";
    static final String METADATA = "partition.metadata";

    private static final int DIGITS = 20;

    PartitionFiles(FileHandles handles, Path folder) {
        this(handles, folder, "");
    }

    /** The same files under the names that they have while they are made, or before they take their place. */
    PartitionFiles ending(String other) {
        return new PartitionFiles(handles, folder, other);
    }

    Disk disk() {
        return handles.disk();
    }

    Path log(long baseOffset) {
        return named(baseOffset, LOG_ENDING + ending);
    }

    Path offsetIndex(long baseOffset) {
        return named(baseOffset, OFFSET_INDEX_ENDING + ending);
    }

    Path timeIndex(long baseOffset) {
        return named(baseOffset, TIME_INDEX_ENDING + ending);
    }

    Path transactionIndex(long baseOffset) {
        return named(baseOffset, TRANSACTION_INDEX_ENDING + ending);
    }

    /** The three indexes of a segment. */
    List<Path> indexes(long baseOffset) {
        return List.of(offsetIndex(baseOffset), timeIndex(baseOffset), transactionIndex(baseOffset));
    }

    Path snapshot(long nextOffset) {
        return named(nextOffset, SNAPSHOT_ENDING);
    }

    Path leaderEpochs() {
        return folder.resolve(LEADER_EPOCHS);
    }

    Path metadata() {
        return folder.resolve(METADATA);
    }

    private Path named(long offset, String ending) {
        String digits = Long.toString(offset);
        return folder.resolve("0".repeat(DIGITS - digits.length()) + digits + ending);
    }

    /** The offset in a file's name, or null if the name is not 20 digits and the ending. */
    static @Nullable Long offsetIn(String name, String ending) {
        if (name.length() != DIGITS + ending.length() || !name.endsWith(ending)) {
            return null;
        }
        long offset = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            offset = offset * 10 + digit;
        }
        return offset < 0 ? null : offset;
    }
}
