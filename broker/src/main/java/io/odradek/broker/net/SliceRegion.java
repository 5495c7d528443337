/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.channel.DefaultFileRegion;
import io.odradek.broker.log.LogSlice;
import java.util.Objects;

/** A slice of a log that the kernel sends. Holds the reference of the slice, not the file: others read it too. */
final class SliceRegion extends DefaultFileRegion {
    private final LogSlice slice;

    /** Takes over the caller's reference. */
    SliceRegion(LogSlice slice) {
        super(Objects.requireNonNull(slice.channel()), slice.positionBytes(), slice.sizeBytes());
        this.slice = slice;
    }

    @Override
    protected void deallocate() {
        slice.release();
    }
}
