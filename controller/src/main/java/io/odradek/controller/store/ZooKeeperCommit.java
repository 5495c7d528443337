/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.odradek.controller.store.Committed.OpResult;
import io.odradek.controller.store.Committed.Reason;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult.CreateResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** A transaction, sent as one multi. */
final class ZooKeeperCommit extends ZooKeeperCall<Committed> {
    private final ZooKeeperStore store;
    private final List<StoreOp> transaction;

    ZooKeeperCommit(ZooKeeperStore store, List<StoreOp> transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    @Override
    void send(ZooKeeper client) {
        List<Op> ops = new ArrayList<>(transaction.size());
        for (StoreOp op : transaction) {
            ops.add(translate(op));
        }
        client.multi(
                ops,
                (int rc, String path, Object context, List<org.apache.zookeeper.OpResult> results) ->
                        store.answered(this, rc, () -> answer(Code.get(rc), results)),
                null);
    }

    @Override
    boolean repeatable() {
        return false;
    }

    private Op translate(StoreOp op) {
        String path = store.absolute(op.path());
        if (op instanceof StoreOp.Create create) {
            return Op.create(path, bytes(create.data()), store.aclFor(op.path()), mode(create.kind()));
        }
        if (op instanceof StoreOp.SetData set) {
            return Op.setData(path, bytes(set.data()), set.version());
        }
        if (op instanceof StoreOp.Delete delete) {
            return Op.delete(path, delete.version());
        }
        return Op.check(path, ((StoreOp.Check) op).version());
    }

    private static CreateMode mode(StoreOp.CreateKind kind) {
        return switch (kind) {
            case PERSISTENT -> CreateMode.PERSISTENT;
            case EPHEMERAL -> CreateMode.EPHEMERAL;
            case SEQUENTIAL -> CreateMode.PERSISTENT_SEQUENTIAL;
        };
    }

    @SuppressWarnings("NullAway") // ZooKeeper takes null for a node without data, and Kafka's nodes are so.
    private static byte[] bytes(@Nullable String data) {
        return data == null ? null : data.getBytes(UTF_8);
    }

    private void answer(Code code, @Nullable List<org.apache.zookeeper.OpResult> results) {
        if (results == null || results.size() != transaction.size()) {
            store.fail(this, code);
            return;
        }
        List<OpResult> done = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            org.apache.zookeeper.OpResult result = results.get(i);
            if (result instanceof ErrorResult error) {
                if (isCulprit(error)) {
                    promise.complete(new Committed.Refused(i, reason(Code.get(error.getErr()))));
                    return;
                }
            } else {
                done.add(translate(transaction.get(i), result));
            }
        }
        if (done.size() == transaction.size()) {
            promise.complete(new Committed.Done(done));
        } else {
            store.fail(this, code);
        }
    }

    /** The operations before the one that failed are marked OK, those after it as never run. */
    private static boolean isCulprit(ErrorResult error) {
        return error.getErr() != Code.OK.intValue() && error.getErr() != Code.RUNTIMEINCONSISTENCY.intValue();
    }

    private OpResult translate(StoreOp op, org.apache.zookeeper.OpResult result) {
        if (result instanceof CreateResult created) {
            return new OpResult(store.relative(created.getPath()), 0, -1);
        }
        if (result instanceof SetDataResult set) {
            Stat stat = set.getStat();
            return new OpResult(op.path(), stat.getVersion(), stat.getCzxid());
        }
        return new OpResult(op.path(), -1, -1);
    }

    private static Reason reason(Code code) {
        return switch (code) {
            case NODEEXISTS -> Reason.NODE_EXISTS;
            case NONODE -> Reason.NO_NODE;
            case BADVERSION -> Reason.BAD_VERSION;
            case NOTEMPTY -> Reason.NOT_EMPTY;
            default -> Reason.OTHER;
        };
    }
}
