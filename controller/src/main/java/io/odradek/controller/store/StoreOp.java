/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/** One operation of a transaction. Version -1 matches any. */
public sealed interface StoreOp {
    /** Matches any version. */
    int ANY_VERSION = -1;

    /** Header, lengths, version and access list of one operation. */
    int FIXED_BYTES = 80;

    String path();

    /** About its share of a request; never less without a long chroot. */
    default int sizeBytes() {
        return FIXED_BYTES + ByteBufUtil.utf8Bytes(path());
    }

    /** Makes a node; its parent must exist. A sequential one gets ten digits at the end of its path. */
    record Create(String path, @Nullable String data, CreateKind kind) implements StoreOp {
        @Override
        public int sizeBytes() {
            return StoreOp.super.sizeBytes() + bytes(data);
        }
    }

    /** Replaces the data of a node that has this version. */
    record SetData(String path, @Nullable String data, int version) implements StoreOp {
        @Override
        public int sizeBytes() {
            return StoreOp.super.sizeBytes() + bytes(data);
        }
    }

    /** Removes a childless node that has this version. */
    record Delete(String path, int version) implements StoreOp {}

    /** Holds only if the node has this version. */
    record Check(String path, int version) implements StoreOp {}

    static StoreOp create(String path, @Nullable String data) {
        return new Create(path, data, CreateKind.PERSISTENT);
    }

    static StoreOp createEphemeral(String path, @Nullable String data) {
        return new Create(path, data, CreateKind.EPHEMERAL);
    }

    static StoreOp createSequential(String path, @Nullable String data) {
        return new Create(path, data, CreateKind.SEQUENTIAL);
    }

    private static int bytes(@Nullable String data) {
        return data == null ? 0 : ByteBufUtil.utf8Bytes(data);
    }

    /** How long a created node lives and what it is called. */
    enum CreateKind {
        PERSISTENT,
        EPHEMERAL,
        SEQUENTIAL
    }
}
