/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.buffer.ByteBufAllocator;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** What all shards of a broker share. Immutable. */
public record CoordinatorWorld(ByteBufAllocator allocator, Executor diskPool, InstantSource clock) {}
