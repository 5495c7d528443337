/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * Messages as maps of fields by their names, lists, and plain values, by the schemas of Kafka's clients: a codec that is
 * not ours. Tagged fields stand among the others.
 */
final class WireTree {
    private WireTree() {}

    /** @param leaf what becomes of each plain value */
    static Struct written(Schema schema, Map<?, ?> fields, UnaryOperator<@Nullable Object> leaf) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                Map<Integer, @Nullable Object> values = new TreeMap<>();
                tagged.fields().forEach((tag, each) -> {
                    if (fields.containsKey(each.name)) {
                        values.put(tag, written(each.type, fields.get(each.name), leaf));
                    }
                });
                struct.set(field, values);
            } else {
                struct.set(field, written(field.def.type, fields.get(field.def.name), leaf));
            }
        }
        return struct;
    }

    private static @Nullable Object written(Type type, @Nullable Object value, UnaryOperator<@Nullable Object> leaf) {
        if (value instanceof List<?> elements) {
            Type each = type.arrayElementType().orElseThrow();
            return elements.stream()
                    .map(element -> Objects.requireNonNull(written(each, element, leaf)))
                    .toArray();
        }
        return value instanceof Map<?, ?> fields ? written((Schema) type, fields, leaf) : leaf.apply(value);
    }

    static Map<String, @Nullable Object> read(Struct struct) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (BoundField field : struct.schema().fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                ((Map<?, ?>) struct.get(field)).forEach((tag, value) -> {
                    var known = tagged.fields().get(tag);
                    fields.put(known == null ? "tag " + tag : known.name, read(value));
                });
            } else {
                fields.put(field.def.name, read(struct.get(field)));
            }
        }
        return fields;
    }

    private static @Nullable Object read(@Nullable Object value) {
        if (value instanceof Object[] elements) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object element : elements) {
                list.add(read(element));
            }
            return list;
        }
        return value instanceof Struct struct ? read(struct) : value;
    }
}
