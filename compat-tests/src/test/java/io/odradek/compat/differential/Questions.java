/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * Generates requests by their schemas, the same ones for the same seed: most of them mean something in a {@link World},
 * many have one thing wrong.
 */
final class Questions {
    private static final int NULLS = 8;

    private final Random random;
    private final List<ApiKeys> apis;
    private final Map<ApiKeys, Short> highest;
    private final Values values;

    /** @param highest of each API that both brokers have, the highest version that they do */
    Questions(long seed, Map<ApiKeys, Short> highest) {
        this.random = new Random(seed);
        this.highest = highest;
        this.apis = highest.keySet().stream().sorted().toList();
        this.values = new Values(random);
    }

    Question next() {
        ApiKeys api = apis.get(random.nextInt(apis.size()));
        int lowest = api.oldestVersion();
        short version = (short) (lowest + random.nextInt(highest.get(api) - lowest + 1));
        Map<String, @Nullable Object> fields = message("", api.messageType.requestSchemas()[version]);
        return new Question(api, version, Sense.made(api, fields));
    }

    private Map<String, @Nullable Object> message(String path, Schema schema) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (BoundField field : schema.fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                tagged.fields().forEach((tag, each) -> {
                    if (random.nextInt(3) == 0 && !Sense.isLeftOut(each.name)) {
                        fields.put(each.name, value(path, each.name, each.type));
                    }
                });
            } else {
                fields.put(field.def.name, value(path, field.def.name, field.def.type));
            }
        }
        values.agree(fields);
        return fields;
    }

    private @Nullable Object value(String path, String name, Type type) {
        if (type.isNullable()
                && !Values.isNeverNull(name)
                && (Values.isNullMostly(name) ? random.nextInt(NULLS) != 0 : random.nextInt(NULLS) == 0)) {
            return null;
        }
        if (type.arrayElementType().isPresent()) {
            return elements(path, name, type.arrayElementType().get());
        }
        return type instanceof Schema schema ? message(path + name + ".", schema) : values.of(path, name, type);
    }

    /** None, one, two, or the same one twice. */
    private List<@Nullable Object> elements(String path, String name, Type type) {
        List<@Nullable Object> elements = new ArrayList<>();
        int draw = random.nextInt(12);
        int least = path.isEmpty() ? 0 : 1;
        int count = draw == 0 ? least : draw < 7 ? 1 : 2;
        for (int i = 0; i < count; i++) {
            Object element =
                    type instanceof Schema schema ? message(path + name + ".", schema) : values.of(path, name, type);
            if (i == 0 || draw == 11 || !Sense.isAboutTheSame(elements.get(0), element)) {
                elements.add(element);
            }
        }
        if (draw == 1 && path.isEmpty() && random.nextInt(3) == 0) {
            elements.add(elements.get(0));
        }
        return elements;
    }
}
