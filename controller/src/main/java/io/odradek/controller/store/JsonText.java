/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON of Kafka's nodes: written field by field in the order given, because the order is part of what a dump shows; read
 * into maps, lists, strings and numbers.
 */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonStringEncoder ESCAPES = JsonStringEncoder.getInstance();

    private final StringBuilder out = new StringBuilder(160);
    private boolean first = true;

    private JsonText() {}

    static JsonText object() {
        JsonText text = new JsonText();
        text.out.append('{');
        return text;
    }

    JsonText field(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    JsonText field(String name, @Nullable String value) {
        name(name);
        quote(value);
        return this;
    }

    JsonText field(String name, List<Integer> values) {
        name(name);
        ids(values);
        return this;
    }

    JsonText texts(String name, List<String> values) {
        name(name);
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            quote(values.get(i));
        }
        out.append(']');
        return this;
    }

    /** A nested object whose values are texts. */
    JsonText texts(String name, Map<String, String> values) {
        name(name);
        begin();
        values.forEach(this::field);
        end();
        return this;
    }

    /** A nested object whose values are objects of numbers. */
    JsonText numbers(String name, Map<String, Map<String, Integer>> values) {
        name(name);
        begin();
        values.forEach((key, numbers) -> {
            name(key);
            begin();
            numbers.forEach(this::field);
            end();
        });
        end();
        return this;
    }

    /** A nested object whose values are lists of broker ids. */
    JsonText ids(String name, Map<String, List<Integer>> values) {
        name(name);
        begin();
        values.forEach(this::field);
        end();
        return this;
    }

    /** A list of objects that have not been closed. */
    JsonText objects(String name, List<JsonText> values) {
        name(name);
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i > 0 ? "," : "").append(values.get(i).close());
        }
        out.append(']');
        return this;
    }

    String close() {
        return out.append('}').toString();
    }

    private void begin() {
        out.append('{');
        first = true;
    }

    private void end() {
        out.append('}');
        first = false;
    }

    private void name(String name) {
        if (!first) {
            out.append(',');
        }
        first = false;
        quote(name);
        out.append(':');
    }

    private void ids(List<Integer> values) {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(values.get(i).intValue());
        }
        out.append(']');
    }

    private void quote(@Nullable String value) {
        if (value == null) {
            out.append("null");
            return;
        }
        out.append('"');
        ESCAPES.quoteAsString(value, out);
        out.append('"');
    }

    // ---- reading

    /** The object that the text is; anything else is refused. */
    static Fields read(String where, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            Object value = parser.nextToken() == null ? null : value(parser);
            if (value instanceof Map<?, ?> map) {
                return new Fields(where, map);
            }
        } catch (IOException e) {
            throw new StoreException(where + " holds no JSON that can be read: " + e.getMessage(), e);
        }
        throw new StoreException(where + " does not hold a JSON object");
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            default -> null;
        };
    }

    /** The fields of an object, by name and kind; what is missing or of another kind is refused with the node's path. */
    static final class Fields {
        private final String where;
        private final Map<?, ?> map;

        private Fields(String where, Map<?, ?> map) {
            this.where = where;
            this.map = map;
        }

        boolean has(String name) {
            return map.get(name) != null;
        }

        int number(String name) {
            return Math.toIntExact(longNumber(name));
        }

        int number(String name, int otherwise) {
            return has(name) ? number(name) : otherwise;
        }

        /** Kafka writes some numbers as texts. */
        long longNumber(String name) {
            Object value = map.get(name);
            if (value instanceof Long number) {
                return number;
            }
            if (value instanceof String text) {
                try {
                    return Long.parseLong(text);
                } catch (NumberFormatException e) {
                    throw new StoreException(where + ": '" + name + "' is not a number: " + text, e);
                }
            }
            throw missing(name);
        }

        String text(String name) {
            if (map.get(name) instanceof String text) {
                return text;
            }
            throw missing(name);
        }

        @Nullable
        String textOrNull(String name) {
            return map.get(name) instanceof String text ? text : null;
        }

        List<String> texts(String name) {
            if (!(map.get(name) instanceof List<?> list)) {
                throw missing(name);
            }
            List<String> texts = new ArrayList<>(list.size());
            list.forEach(each -> texts.add(String.valueOf(each)));
            return texts;
        }

        List<Integer> ids(String name) {
            if (map.get(name) instanceof List<?> list) {
                return ids(name, list);
            }
            throw missing(name);
        }

        private List<Integer> ids(String name, List<?> list) {
            List<Integer> ids = new ArrayList<>(list.size());
            for (Object each : list) {
                if (!(each instanceof Long id)) {
                    throw missing(name);
                }
                ids.add(Math.toIntExact(id));
            }
            return ids;
        }

        List<Fields> objects(String name) {
            if (!(map.get(name) instanceof List<?> list)) {
                throw missing(name);
            }
            List<Fields> objects = new ArrayList<>(list.size());
            for (Object each : list) {
                if (!(each instanceof Map<?, ?> object)) {
                    throw missing(name);
                }
                objects.add(new Fields(where, object));
            }
            return objects;
        }

        Map<String, List<Integer>> idLists(String name) {
            Map<String, List<Integer>> lists = new LinkedHashMap<>();
            if (map.get(name) instanceof Map<?, ?> nested) {
                nested.forEach((key, value) -> {
                    if (!(value instanceof List<?> list)) {
                        throw missing(name);
                    }
                    lists.put(String.valueOf(key), ids(name, list));
                });
            }
            return lists;
        }

        /** An object of objects, by its fields' names; empty where there is none. */
        Map<String, Fields> named(String name) {
            Map<String, Fields> objects = new LinkedHashMap<>();
            if (map.get(name) instanceof Map<?, ?> found) {
                found.forEach((key, value) -> {
                    if (value instanceof Map<?, ?> fields) {
                        objects.put(String.valueOf(key), new Fields(where + " " + key, fields));
                    }
                });
            }
            return objects;
        }

        Map<String, String> textMap(String name) {
            Map<String, String> texts = new LinkedHashMap<>();
            if (map.get(name) instanceof Map<?, ?> nested) {
                nested.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
            }
            return texts;
        }

        private StoreException missing(String name) {
            return new StoreException(where + " lacks a usable '" + name + "': " + map);
        }
    }
}
