/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.Map;
import java.util.function.Function;

/**
 * A change of one entity's configuration: a pure function from what is stored to what shall be stored, so that reading,
 * changing and writing are one step on the controller. It runs on the controller loop.
 */
public record ConfigAlteration(ConfigEntity entity, Function<Map<String, String>, Edit> edit) {
    /** What the function says. */
    public sealed interface Edit {}

    /** Store this instead. */
    public record Replace(Map<String, String> configs) implements Edit {}

    /** Leave it, and answer so. */
    public record Refuse(Outcome outcome) implements Edit {}
}
