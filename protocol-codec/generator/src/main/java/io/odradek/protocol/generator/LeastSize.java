/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.ArrayList;
import java.util.List;

/** How few bytes a struct can take in each version: what a count of elements is checked against. */
final class LeastSize {
    private LeastSize() {}

    /** An expression over {@code version}, as few steps as there are different sizes; at least 1. */
    static String expression(StructContext context) {
        Versions versions = context.struct().versions();
        List<String> steps = new ArrayList<>();
        int current = least(context, versions.highest());
        for (int version = versions.highest() - 1; version >= versions.lowest(); version--) {
            int size = least(context, version);
            if (size != current) {
                steps.add("version >= " + (version + 1) + " ? " + current + " : ");
                current = size;
            }
        }
        return String.join("", steps) + current;
    }

    private static int least(StructContext context, int version) {
        int size = struct(context.message(), context.struct(), version);
        if (size == 0) {
            throw new SpecException("struct " + context.struct().name() + " can be empty in version " + version);
        }
        return size;
    }

    private static int struct(MessageSpec message, StructSpec struct, int version) {
        boolean flexible = message.flexible().contains(version);
        int size = flexible ? 1 : 0;
        for (FieldSpec field : struct.untagged()) {
            if (field.versions().contains(version)) {
                size += field(message, field, version, flexible && !field.neverFlexible());
            }
        }
        return size;
    }

    private static int field(MessageSpec message, FieldSpec field, int version, boolean compact) {
        if (field.type() instanceof FieldType.Primitive primitive) {
            return primitive.sizeBytes;
        }
        if (field.type() instanceof FieldType.Struct struct) {
            boolean nullable = field.nullable().contains(version);
            return nullable ? 1 : struct(message, message.struct(struct.name()), version);
        }
        if (field.type() instanceof FieldType.Array) {
            return compact ? 1 : 4;
        }
        return switch ((FieldType.Blob) field.type()) {
            case STRING -> compact ? 1 : 2;
            case BYTES, RECORDS -> compact ? 1 : 4;
            case UUID -> 16;
        };
    }
}
