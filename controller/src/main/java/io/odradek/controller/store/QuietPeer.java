/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.quorum.Leader;
import org.apache.zookeeper.server.quorum.LeaderZooKeeperServer;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ZooKeeper's peer, saying in one line each what became of it, and without a snapshot whenever it begins to lead. */
final class QuietPeer extends QuorumPeer {
    private static final Logger LOG = LoggerFactory.getLogger(EnsemblePeer.class);

    private final PurgingFiles files;

    /** Open while this peer serves clients; replaced when an election begins, by the peer's own thread. */
    private volatile CountDownLatch serving = new CountDownLatch(1);

    QuietPeer(PurgingFiles files) throws IOException {
        this.files = files;
    }

    @Override
    public void setZabState(ZabState state) {
        super.setZabState(state);
        if (state == ZabState.BROADCAST) {
            serving.countDown();
            purge();
            if (getPeerState() == ServerState.LEADING) {
                LOG.info("ZooKeeper peer {} leads the ensemble", getMyId());
            } else {
                LOG.info("ZooKeeper peer {} follows peer {}", getMyId(), getLeaderId());
            }
        } else if (state == ZabState.ELECTION) {
            if (serving.getCount() == 0) {
                serving = new CountDownLatch(1);
            }
            LOG.info("ZooKeeper peer {} knows no leader; an election begins", getMyId());
        }
    }

    /** A follower has taken a snapshot on its way here. */
    private void purge() {
        try {
            files.purge();
        } catch (IOException e) {
            LOG.warn("Old files of ZooKeeper peer {} cannot be removed: {}", getMyId(), e.toString());
        }
    }

    boolean awaitServing(long waitMs) throws InterruptedException {
        return serving.await(waitMs, TimeUnit.MILLISECONDS);
    }

    @Override
    protected Leader makeLeader(FileTxnSnapLog unused) throws IOException {
        try {
            return new Leader(this, new QuietLeader(files, this, getZkDb()));
        } catch (IOException e) {
            LOG.warn("ZooKeeper peer {} was elected and cannot lead: {}", getMyId(), e.getMessage());
            throw e;
        }
    }

    /** The log is enough to start from; a snapshot is taken when it has grown long. */
    private static final class QuietLeader extends LeaderZooKeeperServer {
        private final PurgingFiles files;
        private final ZKDatabase database;

        QuietLeader(PurgingFiles files, QuorumPeer self, ZKDatabase database) throws IOException {
            super(files, self, database);
            this.files = files;
            this.database = database;
        }

        @Override
        public void loadData() throws IOException {
            setZxid(database.isInitialized() ? database.getDataTreeLastProcessedZxid() : database.loadDataBase());
            Map<Long, Integer> alive = database.getSessionWithTimeOuts();
            database.getSessions().stream()
                    .filter(session -> alive.get(session) == null)
                    .forEach(session -> killSession(session, database.getDataTreeLastProcessedZxid()));
            if (files.isLogLong()) {
                takeSnapshot();
            }
        }
    }
}
