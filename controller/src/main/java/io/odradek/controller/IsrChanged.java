/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The end of one in-sync change, with the partition's state now where the code is NONE. */
public record IsrChanged(
        TopicPartition partition, ErrorCode error, @Nullable LeaderState state) {}
