/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** Makes the nodes of a chroot that are missing. They are asked for in one go, and answered in order. */
final class ZooKeeperChroot extends ZooKeeperCall<@Nullable Void> {
    private final ZooKeeperStore store;
    private final String chroot;

    ZooKeeperChroot(ZooKeeperStore store, String chroot) {
        this.store = store;
        this.chroot = chroot;
    }

    @Override
    @SuppressWarnings("NullAway") // ZooKeeper takes null for a node without data.
    void send(ZooKeeper client) {
        int slash = chroot.indexOf('/', 1);
        while (slash > 0) {
            String part = chroot.substring(0, slash);
            client.create(part, null, store.aclFor("/"), CreateMode.PERSISTENT, (rc, path, context, name) -> {}, null);
            slash = chroot.indexOf('/', slash + 1);
        }
        client.create(
                chroot,
                null,
                store.aclFor("/"),
                CreateMode.PERSISTENT,
                (rc, path, context, name) -> store.answered(this, rc, () -> answer(Code.get(rc))),
                null);
    }

    private void answer(Code code) {
        if (code == Code.OK || code == Code.NODEEXISTS) {
            promise.complete(null);
        } else {
            store.fail(this, code);
        }
    }

    @Override
    boolean repeatable() {
        return true;
    }
}
