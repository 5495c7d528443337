/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.protocol.wire.Uuid;

/** A topic named in a request, by name or by id. */
public sealed interface TopicSelector {
    /** By name. */
    record ByName(String name) implements TopicSelector {}

    /** By id. */
    record ById(Uuid id) implements TopicSelector {}
}
