/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.odradek.controller.store.MetadataStore.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** The reading requests. Answers come on the client's event thread and only hop to the store's loop. */
final class ZooKeeperReads {
    private ZooKeeperReads() {}

    static StoredNode node(byte @Nullable [] data, Stat stat) {
        String text = data == null ? null : new String(data, UTF_8);
        return new StoredNode(text, stat.getVersion(), stat.getCzxid(), stat.getMzxid(), stat.getEphemeralOwner());
    }

    /** Something of one node; if that is missing and watched, its creation is watched by a second request. */
    abstract static sealed class OneNode<T> extends ZooKeeperCall<Optional<T>> permits GetCall, ChildrenCall {
        final ZooKeeperStore store;
        final String path;
        final @Nullable Watch watch;

        OneNode(ZooKeeperStore store, String path, @Nullable Watch watch) {
            this.store = store;
            this.path = path;
            this.watch = watch;
        }

        final void answer(Code code, @Nullable T found) {
            if (code == Code.OK && found != null) {
                promise.complete(Optional.of(found));
            } else if (code != Code.NONODE) {
                store.fail(this, code);
            } else if (watch == null) {
                promise.complete(Optional.empty());
            } else {
                store.watchAbsent(path, watch, this, () -> promise.complete(Optional.empty()));
            }
        }

        @Override
        final boolean repeatable() {
            return true;
        }
    }

    /** Its data. */
    static final class GetCall extends OneNode<StoredNode> {
        GetCall(ZooKeeperStore store, String path, @Nullable Watch watch) {
            super(store, path, watch);
        }

        @Override
        void send(ZooKeeper client) {
            Watcher watcher = store.watcher(watch);
            client.getData(
                    store.absolute(path),
                    watcher,
                    (int rc, String p, Object c, byte[] data, Stat stat) -> store.answered(
                            this, rc, () -> answer(Code.get(rc), stat == null ? null : node(data, stat))),
                    null);
        }
    }

    /** Its children. */
    static final class ChildrenCall extends OneNode<List<String>> {
        ChildrenCall(ZooKeeperStore store, String path, @Nullable Watch watch) {
            super(store, path, watch);
        }

        @Override
        void send(ZooKeeper client) {
            Watcher watcher = store.watcher(watch);
            client.getChildren(
                    store.absolute(path),
                    watcher,
                    (int rc, String p, Object c, List<String> names) -> store.answered(
                            this, rc, () -> answer(Code.get(rc), names == null ? null : List.copyOf(names))),
                    null);
        }
    }

    /** Many nodes in one request. */
    static final class GetAllCall extends ZooKeeperCall<List<Optional<StoredNode>>> {
        private final ZooKeeperStore store;
        private final List<String> paths;

        GetAllCall(ZooKeeperStore store, List<String> paths) {
            this.store = store;
            this.paths = paths;
        }

        List<String> paths() {
            return paths;
        }

        @Override
        void send(ZooKeeper client) {
            List<Op> reads = new ArrayList<>(paths.size());
            for (String path : paths) {
                reads.add(Op.getData(store.absolute(path)));
            }
            client.multi(
                    reads,
                    (int rc, String p, Object c, List<OpResult> results) ->
                            store.answered(this, rc, () -> answer(Code.get(rc), results)),
                    null);
        }

        private void answer(Code code, @Nullable List<OpResult> results) {
            if (results == null || results.size() != paths.size()) {
                store.fail(this, code);
                return;
            }
            List<Optional<StoredNode>> nodes = new ArrayList<>(paths.size());
            for (OpResult result : results) {
                if (result instanceof OpResult.GetDataResult found) {
                    nodes.add(Optional.of(node(found.getData(), found.getStat())));
                } else if (result instanceof OpResult.ErrorResult error && error.getErr() == Code.NONODE.intValue()) {
                    nodes.add(Optional.empty());
                } else {
                    store.fail(this, code);
                    return;
                }
            }
            promise.complete(nodes);
        }

        @Override
        boolean repeatable() {
            return true;
        }
    }
}
