/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.persistence.Util;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a new snapshot makes superfluous. */
final class PurgingFiles extends FileTxnSnapLog {
    private static final Logger LOG = LoggerFactory.getLogger(PurgingFiles.class);
    private static final int SNAPSHOTS_KEPT = 3;

    /** Transactions found in the log at start beyond which a snapshot is worth its price. */
    private static final int REPLAYED_MAX = 20_000;

    /** Each start begins a new file; beyond this many a snapshot sweeps them away. */
    private static final int LOG_FILES_MAX = 8;

    private long replayed;

    PurgingFiles(File directory) throws IOException {
        super(directory, directory);
    }

    boolean isLogLong() {
        return replayed > REPLAYED_MAX || names("log").length > LOG_FILES_MAX;
    }

    @Override
    public long restore(DataTree tree, Map<Long, Integer> sessions, PlayBackListener listener) throws IOException {
        return super.restore(tree, sessions, (header, txn, digest) -> {
            replayed++;
            listener.onTxnLoaded(header, txn, digest);
        });
    }

    /** A new log file begins with each snapshot that is taken because the one before has grown. */
    @Override
    public void rollLog() throws IOException {
        super.rollLog();
        purge();
    }

    void purge() throws IOException {
        List<File> kept = findNValidSnapshots(SNAPSHOTS_KEPT);
        if (!kept.isEmpty()) {
            purgeBefore(Util.getZxidFromName(kept.get(kept.size() - 1).getName(), "snapshot"));
        }
    }

    /** A log may begin before the oldest snapshot kept and still be needed to go on from it. */
    private void purgeBefore(long zxid) {
        Set<File> needed = Set.of(getSnapshotLogs(zxid));
        for (String kind : List.of("log", "snapshot")) {
            for (File file : names(kind)) {
                boolean old = Util.getZxidFromName(file.getName(), kind) < zxid && !needed.contains(file);
                if (old && !file.delete()) {
                    LOG.warn("{} is no longer needed but cannot be removed", file);
                }
            }
        }
    }

    private File[] names(String kind) {
        File[] found = getDataLogDir().listFiles((directory, name) -> name.startsWith(kind + "."));
        return found == null ? new File[0] : found;
    }
}
