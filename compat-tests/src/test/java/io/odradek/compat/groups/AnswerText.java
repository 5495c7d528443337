/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.ApiMessage;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers as text: every field of the message in the order of the protocol, with error codes by name. Kafka keeps members
 * and groups in hash tables, so the order of elements says nothing: they are sorted, after what is random was named.
 */
final class AnswerText {
    /** What the broker measures, and what no version known here has. */
    private static final Set<String> LEFT_OUT = Set.of("throttleTimeMs", "unknownTaggedFields");

    private static final Pattern LONG_RUN = Pattern.compile("(\\w)\\1{99,}");

    private final UnaryOperator<String> names;

    /** @param names replaces what is random by names */
    AnswerText(UnaryOperator<String> names) {
        this.names = names;
    }

    String of(ApiMessage answer) {
        return names.apply(fields(answer));
    }

    private String fields(Object message) {
        List<String> texts = new ArrayList<>();
        for (Field field : message.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !LEFT_OUT.contains(field.getName())) {
                texts.add(field.getName() + "=" + value(field, message));
            }
        }
        return String.join(" ", texts);
    }

    private String value(Field field, Object message) {
        Object value = get(field, message);
        if (field.getName().equals("errorCode") && value instanceof Short code) {
            return ErrorCode.forCode(code).name();
        }
        if (value instanceof byte[] bytes) {
            return ConsumerBytes.read(field.getName(), bytes).orElseGet(() -> bytes(bytes));
        }
        return isMessage(value) ? "{" + fields(value) + "}" : text(value);
    }

    private static @Nullable Object get(Field field, Object message) {
        try {
            field.setAccessible(true);
            return field.get(message);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(@Nullable Object value) {
        if (value == null) {
            return "~";
        }
        if (value instanceof byte[] bytes) {
            return bytes(bytes);
        }
        if (value instanceof int[] numbers) {
            return Arrays.stream(numbers).sorted().boxed().toList().toString();
        }
        if (value instanceof List<?> list) {
            List<String> elements =
                    list.stream().map(this::text).map(names).sorted().toList();
            return "[" + String.join("; ", elements) + "]";
        }
        if (isMessage(value)) {
            return fields(value);
        }
        String text = shortened(value.toString());
        return text.isEmpty() ? "''" : text;
    }

    private static boolean isMessage(@Nullable Object value) {
        return value != null && value.getClass().getPackageName().startsWith("io.odradek.protocol.message");
    }

    /** With what is repeated very often told by its number. */
    static String shortened(String text) {
        return LONG_RUN.matcher(text).replaceAll(run -> run.group().length() + "*" + run.group(1));
    }

    private static String bytes(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return "''";
        }
        boolean plain = text.chars().allMatch(c -> c > ' ' && c < 127);
        return plain ? shortened(text) : "0x" + HexFormat.of().formatHex(bytes);
    }
}
