/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import io.odradek.protocol.generator.FieldSpec;
import io.odradek.protocol.generator.FieldType;
import io.odradek.protocol.generator.MessageSpec;
import io.odradek.protocol.generator.StructSpec;
import io.odradek.protocol.wire.RawTaggedField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages that make many objects of few bytes: for each array of the message, one in which it has hundreds of the
 * smallest elements, and one with hundreds of empty unknown tagged fields.
 */
final class DenseValues {
    private static final int ELEMENTS = 300;

    private final MessageSpec message;
    private final int version;

    private DenseValues(MessageSpec message, int version) {
        this.message = message;
        this.version = version;
    }

    static List<Value> of(MessageSpec message, int version) {
        DenseValues values = new DenseValues(message, version);
        List<Value> all = new ArrayList<>(values.variants(message.root()));
        if (message.flexible().contains(version)) {
            List<RawTaggedField> unknown = new ArrayList<>();
            for (int tag = 1000; tag < 1000 + ELEMENTS; tag++) {
                unknown.add(new RawTaggedField(tag, new byte[0]));
            }
            all.add(Value.of(message.root(), values.smallest(message.root()), unknown));
        }
        return all;
    }

    /** One variant for each array in the struct, at any depth. */
    private List<Value> variants(StructSpec struct) {
        List<Value> variants = new ArrayList<>();
        for (FieldSpec field : struct.fields()) {
            if (!field.versions().contains(version)) {
                continue;
            }
            if (field.type() instanceof FieldType.Array array) {
                Object element = smallest(array.element());
                variants.add(with(struct, field, Collections.nCopies(ELEMENTS, element)));
                if (array.element() instanceof FieldType.Struct inner) {
                    for (Value variant : variants(message.struct(inner.name()))) {
                        variants.add(with(struct, field, List.of(variant)));
                    }
                }
            } else if (field.type() instanceof FieldType.Struct inner) {
                for (Value variant : variants(message.struct(inner.name()))) {
                    variants.add(with(struct, field, variant));
                }
            }
        }
        return variants;
    }

    private Value with(StructSpec struct, FieldSpec field, Object value) {
        Map<String, Object> fields = smallest(struct);
        fields.put(field.name(), value);
        return Value.of(struct, fields, List.of());
    }

    /** Null where it may be, else the defaults, which are empty. */
    private Map<String, Object> smallest(StructSpec struct) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (FieldSpec field : struct.fields()) {
            if (field.nullable().contains(version) && !field.isTagged()) {
                fields.put(field.name(), null);
            } else if (field.versions().contains(version) && field.type() == FieldType.Blob.RECORDS) {
                fields.put(field.name(), java.nio.ByteBuffer.allocate(0));
            } else if (field.versions().contains(version)
                    && field.type() instanceof FieldType.Struct inner
                    && !field.isTagged()) {
                fields.put(field.name(), smallest(inner));
            }
        }
        return fields;
    }

    private Object smallest(FieldType type) {
        if (type instanceof FieldType.Primitive primitive) {
            return switch (primitive.javaType()) {
                case "byte" -> (byte) 0;
                case "short" -> (short) 0;
                case "int" -> 0;
                default -> 0L;
            };
        }
        if (type instanceof FieldType.Struct struct) {
            StructSpec spec = message.struct(struct.name());
            return Value.of(spec, smallest(spec), List.of());
        }
        return type == FieldType.Blob.UUID ? io.odradek.protocol.wire.Uuid.ZERO : "";
    }
}
