/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import io.odradek.protocol.generator.FieldSpec;
import io.odradek.protocol.generator.FieldType;
import io.odradek.protocol.generator.MessageSpec;
import io.odradek.protocol.generator.StructSpec;
import io.odradek.protocol.wire.RawTaggedField;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One set of generated message classes, ours or Kafka's, made from plain values and turned into them. */
abstract class MessageClasses {
    private final Map<String, Optional<Method>> methods = new HashMap<>();
    private final Map<String, Constructor<?>> constructors = new HashMap<>();

    /** The class of a struct of a message. */
    abstract Class<?> classOf(MessageSpec message, StructSpec struct) throws ClassNotFoundException;

    abstract String setterName(FieldSpec field);

    /** From a plain value, not a struct or null, to what the setter of this type takes. */
    abstract Object toNative(FieldType type, Class<?> parameter, Object value) throws Exception;

    /** The way back. */
    abstract Object fromNative(FieldType type, Object value) throws Exception;

    abstract Object rawTaggedField(RawTaggedField field) throws Exception;

    abstract RawTaggedField fromRawTaggedField(Object field) throws Exception;

    abstract byte[] encode(Object message, short version) throws Exception;

    /** Reads a whole message; what is left behind it is an error of the test. */
    abstract Object decode(MessageSpec spec, byte[] bytes, short version) throws Exception;

    final boolean has(MessageSpec message, StructSpec struct, FieldSpec field) {
        try {
            return method(classOf(message, struct), setterName(field), 1).isPresent();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    final Object build(MessageSpec message, Value value) throws Exception {
        StructSpec struct = message.struct(value.struct());
        Class<?> type = classOf(message, struct);
        Object built = newInstance(type);
        for (FieldSpec field : struct.fields()) {
            if (value.fields().containsKey(field.name())) {
                Method setter = method(type, setterName(field), 1).orElseThrow();
                Object plain = value.fields().get(field.name());
                setter.invoke(built, build(message, field.type(), setter.getParameterTypes()[0], plain));
            }
        }
        if (!value.unknownTaggedFields().isEmpty()) {
            Collection<Object> unknown = unknownTaggedFields(built);
            for (RawTaggedField field : value.unknownTaggedFields()) {
                unknown.add(rawTaggedField(field));
            }
        }
        return built;
    }

    private Object build(MessageSpec message, FieldType type, Class<?> parameter, Object plain) throws Exception {
        if (plain == null) {
            return null;
        }
        if (plain instanceof Value value) {
            return build(message, value);
        }
        if (plain instanceof List<?> list && Collection.class.isAssignableFrom(parameter)) {
            FieldType element = ((FieldType.Array) type).element();
            Collection<Object> elements = collection(parameter);
            for (Object each : list) {
                elements.add(build(message, element, Object.class, each));
            }
            return elements;
        }
        return toNative(type, parameter, plain);
    }

    @SuppressWarnings("unchecked")
    private Collection<Object> collection(Class<?> type) throws Exception {
        return type == List.class ? new ArrayList<>() : (Collection<Object>) newInstance(type);
    }

    /** The fields of a message that its version has, as plain values; tagged fields at their default included. */
    final Value extract(MessageSpec message, StructSpec struct, Object built, int version) throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (FieldSpec field : struct.fields()) {
            if (field.versions().contains(version)) {
                Method getter = method(built.getClass(), field.javaName(), 0).orElseThrow();
                fields.put(field.name(), extract(message, field.type(), getter.invoke(built), version));
            }
        }
        List<RawTaggedField> unknown = new ArrayList<>();
        if (message.flexible().contains(version)) {
            for (Object field : unknownTaggedFields(built)) {
                unknown.add(fromRawTaggedField(field));
            }
        }
        return Value.of(struct, fields, unknown);
    }

    private Object extract(MessageSpec message, FieldType type, Object built, int version) throws Exception {
        if (built == null) {
            return null;
        }
        if (type instanceof FieldType.Struct struct) {
            return extract(message, message.struct(struct.name()), built, version);
        }
        if (built instanceof Collection<?> elements) {
            FieldType element = ((FieldType.Array) type).element();
            List<Object> plain = new ArrayList<>();
            for (Object each : elements) {
                plain.add(extract(message, element, each, version));
            }
            return plain;
        }
        return fromNative(type, built);
    }

    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    final Object newInstance(Class<?> type) throws Exception {
        Constructor<?> constructor = constructors.get(type.getName());
        if (constructor == null) {
            constructor = type.getConstructor();
            constructors.put(type.getName(), constructor);
        }
        return constructor.newInstance();
    }

    @SuppressWarnings("unchecked")
    private Collection<Object> unknownTaggedFields(Object built) throws Exception {
        return (Collection<Object>)
                method(built.getClass(), "unknownTaggedFields", 0).orElseThrow().invoke(built);
    }

    final Optional<Method> method(Class<?> type, String name, int parameters) {
        return methods.computeIfAbsent(type.getName() + "." + name + "/" + parameters, key -> {
            for (Method method : type.getMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == parameters && !method.isBridge()) {
                    return Optional.of(method);
                }
            }
            return Optional.empty();
        });
    }
}
