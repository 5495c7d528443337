/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The cluster as this broker last heard of it: one immutable image that any thread may read. Only the handler of
 * UpdateMetadata changes it, by deltas.
 */
public final class ClusterView {
    private final AtomicReference<ClusterImage> image;

    public ClusterView(String clusterId) {
        image = new AtomicReference<>(ClusterImage.empty(clusterId));
    }

    public ClusterImage image() {
        return Objects.requireNonNull(image.get());
    }

    /** Applies a delta, unless it comes from a controller that has been deposed; says whether it did. */
    public boolean apply(ImageDelta delta) {
        ClusterImage before = image();
        while (delta.controllerEpoch() >= before.controllerEpoch()) {
            if (image.compareAndSet(before, before.with(delta))) {
                return true;
            }
            before = image();
        }
        return false;
    }
}
