/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.ZooKeeper;

/**
 * A request to ZooKeeper that waits for the connection or for its answer. Confined to the store's loop.
 *
 * @param <T> what the caller gets
 */
abstract sealed class ZooKeeperCall<T>
        permits ZooKeeperReads.OneNode, ZooKeeperReads.GetAllCall, ZooKeeperCommit, ZooKeeperChroot {
    final CompletableFuture<T> promise = new CompletableFuture<>();

    /** Hands the request to the client, which answers through the store. */
    abstract void send(ZooKeeper client);

    /** Whether asking twice does no harm. */
    abstract boolean repeatable();
}
