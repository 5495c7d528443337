/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests as text: {@code groupId=g protocols=[name=range metadata=x; name=sticky metadata=y]}. Fields are set by their
 * name in the protocol; {@code ~} is null, {@code ''} is empty, {@code 'a b'} is one word. What is not named has its
 * default. Bytes are text, or what {@link ConsumerBytes} makes of it.
 */
public final class MessageText {
    private final String text;
    private int at;

    private MessageText(String text) {
        this.text = text;
    }

    /** A request of the API of that name. */
    public static ApiMessage request(String api, String fields) {
        for (ApiKey key : ApiKey.values()) {
            if (key.apiName().equals(api)) {
                return (ApiMessage) filled(messageClass(api + "Request"), new MessageText(fields));
            }
        }
        throw new IllegalArgumentException("no API is called " + api);
    }

    private static Class<?> messageClass(String name) {
        try {
            return Class.forName(ApiKey.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private static Object filled(Class<?> type, MessageText in) {
        try {
            Constructor<?> constructor = type.getConstructor();
            Object message = constructor.newInstance();
            for (String key = in.key(); !key.isEmpty(); key = in.key()) {
                Method setter = setter(type, key);
                setter.invoke(message, in.value(setter.getGenericParameterTypes()[0]));
            }
            return message;
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalArgumentException(type + " from " + in.text, e);
        }
    }

    private static Method setter(Class<?> type, String field) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(field) && method.getParameterCount() == 1)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type.getSimpleName() + " has no " + field));
    }

    /** The next {@code key=}, or nothing at the end of the message. */
    private String key() {
        skipBlanks();
        int equals = text.indexOf('=', at);
        if (at == text.length() || ";]".indexOf(text.charAt(at)) >= 0 || equals < 0) {
            return "";
        }
        String key = text.substring(at, equals);
        at = equals + 1;
        return key;
    }

    private @Nullable Object value(Type type) {
        if (text.startsWith("~", at)) {
            return scalar(String.class, word());
        }
        if (type instanceof ParameterizedType list) {
            return list((Class<?>) list.getActualTypeArguments()[0]);
        }
        if (type == int[].class) {
            return list(Integer.class).stream()
                    .mapToInt(number -> (Integer) Objects.requireNonNull(number))
                    .toArray();
        }
        return scalar((Class<?>) type, word());
    }

    private List<@Nullable Object> list(Class<?> element) {
        List<@Nullable Object> items = new ArrayList<>();
        expect('[');
        skipBlanks();
        while (text.charAt(at) != ']') {
            boolean nested = element.getPackageName().equals(ApiKey.class.getPackageName());
            items.add(nested ? filled(element, this) : scalar(element, word()));
            skipBlanks();
            if (text.charAt(at) == ';') {
                at++;
                skipBlanks();
            }
        }
        expect(']');
        return items;
    }

    private static @Nullable Object scalar(Class<?> type, String word) {
        if (word.equals("~")) {
            return null;
        }
        String value = word.startsWith("'") ? word.substring(1, word.length() - 1) : word;
        if (type == byte[].class) {
            return ConsumerBytes.written(value).orElseGet(() -> value.getBytes(StandardCharsets.UTF_8));
        }
        return switch (type.getSimpleName().toLowerCase(Locale.ROOT)) {
            case "string" -> value;
            case "int", "integer" -> Integer.valueOf(value);
            case "long" -> Long.valueOf(value);
            case "short" -> Short.valueOf(value);
            case "byte" -> Byte.valueOf(value);
            case "boolean" -> Boolean.valueOf(value);
            case "uuid" -> Uuid.fromString(value);
            default -> throw new IllegalArgumentException("a field of type " + type);
        };
    }

    private String word() {
        int start = at;
        if (text.startsWith("'", at)) {
            at = text.indexOf('\'', at + 1) + 1;
            return text.substring(start, at);
        }
        while (at < text.length() && " ;]".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private void expect(char wanted) {
        if (at >= text.length() || text.charAt(at) != wanted) {
            throw new IllegalArgumentException("no " + wanted + " at " + at + " of " + text);
        }
        at++;
    }
}
