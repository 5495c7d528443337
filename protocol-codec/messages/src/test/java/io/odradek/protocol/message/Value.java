/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import io.odradek.protocol.generator.StructSpec;
import io.odradek.protocol.wire.RawTaggedField;
import java.util.List;
import java.util.Map;

/**
 * A struct as plain values, independent of the classes that carry it: boxed primitives, strings, {@code Uuid}, byte
 * buffers for bytes and records, lists, and other such structs.
 */
record Value(String struct, Map<String, Object> fields, List<RawTaggedField> unknownTaggedFields) {
    static Value of(StructSpec struct, Map<String, Object> fields, List<RawTaggedField> unknown) {
        return new Value(struct.name(), fields, unknown);
    }
}
