/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.protocol.wire.Uuid;
import org.jspecify.annotations.Nullable;

/** The end of one topic's deletion; the name is absent if an id was asked for that nobody has. */
public record DeletedTopic(@Nullable String name, Uuid id, Outcome outcome) {}
