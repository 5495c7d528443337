/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The cluster as this broker last heard of it: one immutable image that any thread may read. Only the handler of
 * UpdateMetadata changes it, by deltas.
 */
public final class ClusterView {
    private final AtomicReference<ClusterImage> image;
    private final CompletableFuture<Void> heard = new CompletableFuture<>();

    /** Set while the broker is put together. */
    private volatile Runnable onChange = () -> {};

    public ClusterView(String clusterId) {
        image = new AtomicReference<>(ClusterImage.empty(clusterId));
    }

    /** Completes with the first word of a controller, on the thread that brings it. */
    public CompletionStage<Void> heard() {
        return heard;
    }

    /** Runs this after each change, on the thread that brings it. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    public ClusterImage image() {
        return Objects.requireNonNull(image.get());
    }

    /** Applies a delta, unless it comes from a controller that has been deposed; says whether it did. */
    public boolean apply(ImageDelta delta) {
        ClusterImage before = image();
        while (delta.controllerEpoch() >= before.controllerEpoch()) {
            if (image.compareAndSet(before, before.with(delta))) {
                heard.complete(null);
                onChange.run();
                return true;
            }
            before = image();
        }
        return false;
    }
}
