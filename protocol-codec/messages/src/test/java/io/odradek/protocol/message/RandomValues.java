/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import io.odradek.protocol.generator.FieldSpec;
import io.odradek.protocol.generator.FieldType;
import io.odradek.protocol.generator.MessageSpec;
import io.odradek.protocol.generator.StructSpec;
import io.odradek.protocol.wire.RawTaggedField;
import io.odradek.protocol.wire.Uuid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Random messages of one version, with the edges of each type more often than chance would have them. */
final class RandomValues {
    private static final String[] STRINGS = {
        "", "a", "topic-1", "ünïcödé", "日本語", "\uD83D\uDE00 smile", "x".repeat(127), "y".repeat(128), "é".repeat(9000)
    };

    private final SplittableRandom random;
    private final MessageSpec message;
    private final int version;
    private final Predicate<FieldSpec> fields;

    /** Messages with all the fields of the version. */
    static Value message(MessageSpec message, int version, SplittableRandom random) {
        Predicate<FieldSpec> inVersion = field -> field.versions().contains(version);
        return new RandomValues(random, message, version, inVersion).struct(message.root());
    }

    /** Messages that may also have fields of other versions. */
    static Value messageOfAnyFields(
            MessageSpec message, int version, Predicate<FieldSpec> fields, SplittableRandom random) {
        return new RandomValues(random, message, version, fields).struct(message.root());
    }

    private RandomValues(SplittableRandom random, MessageSpec message, int version, Predicate<FieldSpec> fields) {
        this.random = random;
        this.message = message;
        this.version = version;
        this.fields = fields;
    }

    private Value struct(StructSpec struct) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (FieldSpec field : struct.fields()) {
            if (fields.test(field)) {
                // a field that stays at its default is left out of the tagged ones
                if (!field.isTagged() || random.nextInt(3) > 0) {
                    values.put(field.name(), field(field));
                }
            }
        }
        return Value.of(struct, values, unknownTaggedFields(struct));
    }

    private List<RawTaggedField> unknownTaggedFields(StructSpec struct) {
        boolean flexible =
                message.flexible().contains(version) && struct.versions().contains(version);
        if (!flexible || random.nextInt(4) > 0) {
            return List.of();
        }
        TreeSet<Integer> tags = new TreeSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            tags.add(random.nextBoolean() ? random.nextInt(10) : random.nextInt(100_000));
        }
        struct.fields().forEach(field -> tags.remove(field.tag()));
        List<RawTaggedField> unknown = new ArrayList<>();
        tags.forEach(tag -> unknown.add(new RawTaggedField(tag, bytes(random.nextInt(200)))));
        return unknown;
    }

    private Object field(FieldSpec field) {
        if (field.nullable().contains(version) && random.nextInt(4) == 0) {
            return null;
        }
        if (field.type() instanceof FieldType.Array array) {
            int count = random.nextInt(8) == 0 ? 130 : random.nextInt(4);
            boolean big = array.element() instanceof FieldType.Struct;
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < (big ? Math.min(count, 3) : count); i++) {
                elements.add(value(array.element()));
            }
            return elements;
        }
        return value(field.type());
    }

    private Object value(FieldType type) {
        if (type instanceof FieldType.Primitive primitive) {
            return primitive(primitive);
        }
        if (type instanceof FieldType.Struct struct) {
            return struct(message.struct(struct.name()));
        }
        return switch ((FieldType.Blob) type) {
            case STRING -> string();
            case BYTES, RECORDS -> ByteBuffer.wrap(bytes(random.nextInt(300)));
            case UUID -> random.nextInt(4) == 0 ? Uuid.ZERO : new Uuid(random.nextLong(), random.nextLong());
        };
    }

    private String string() {
        int kind = random.nextInt(100);
        return kind < STRINGS.length ? STRINGS[kind] : "s" + random.nextInt(1_000_000);
    }

    private Object primitive(FieldType.Primitive primitive) {
        long bits = random.nextInt(4) == 0 ? random.nextInt(3) - 1L : random.nextLong();
        return switch (primitive) {
            case BOOL -> (bits & 1) == 1;
            case INT8 -> (byte) bits;
            case INT16 -> (short) bits;
            case UINT16 -> (int) bits & 0xFFFF;
            case INT32 -> (int) bits;
            case UINT32 -> bits & 0xFFFF_FFFFL;
            case INT64 -> bits;
            case FLOAT64 -> random.nextDouble();
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }
}
