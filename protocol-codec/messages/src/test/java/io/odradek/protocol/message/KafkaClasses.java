/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import io.odradek.protocol.generator.FieldSpec;
import io.odradek.protocol.generator.FieldType;
import io.odradek.protocol.generator.MessageSpec;
import io.odradek.protocol.generator.StructSpec;
import io.odradek.protocol.generator.Versions;
import io.odradek.protocol.wire.RawTaggedField;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Kafka's generated classes of one release, by reflection, since two releases have classes of the same names. */
final class KafkaClasses extends MessageClasses {
    private final ClassLoader loader;
    private final Class<?> records;
    private final Class<?> uuid;
    private final Class<?> rawTaggedField;
    private final Class<?> cache;
    private final Class<?> accessor;

    private KafkaClasses(ClassLoader loader) {
        try {
            this.loader = loader;
            this.uuid = loader.loadClass("org.apache.kafka.common.Uuid");
            this.rawTaggedField = loader.loadClass("org.apache.kafka.common.protocol.types.RawTaggedField");
            this.cache = loader.loadClass("org.apache.kafka.common.protocol.ObjectSerializationCache");
            this.accessor = loader.loadClass("org.apache.kafka.common.protocol.ByteBufferAccessor");
            this.records = accessor.getMethod("readRecords", int.class).getReturnType();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The release on the class path. */
    static KafkaClasses newest() {
        return new KafkaClasses(KafkaClasses.class.getClassLoader());
    }

    /** The older release, apart from the class path. */
    static KafkaClasses legacy() {
        try (Stream<Path> files = Files.list(Path.of("target", "kafka-legacy"))) {
            Path jar = files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            URL[] urls = {jar.toUri().toURL(), loggerOf(KafkaClasses.class)};
            return new KafkaClasses(new URLClassLoader(urls, ClassLoader.getPlatformClassLoader()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL loggerOf(Class<?> type) {
        try {
            return type.getClassLoader()
                    .loadClass("org.slf4j.Logger")
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    Class<?> load(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }

    /** The versions that this release knows of a message. */
    Versions versionsOf(MessageSpec message) throws IllegalAccessException {
        try {
            Class<?> type = classOf(message, message.root());
            return new Versions(
                    type.getField("LOWEST_SUPPORTED_VERSION").getShort(null),
                    type.getField("HIGHEST_SUPPORTED_VERSION").getShort(null));
        } catch (ClassNotFoundException | NoSuchFieldException e) {
            return new Versions(0, -1);
        }
    }

    @Override
    Class<?> classOf(MessageSpec message, StructSpec struct) throws ClassNotFoundException {
        String top = switch (message.kind()) {
            case REQUEST, RESPONSE, HEADER -> "org.apache.kafka.common.message." + message.name() + "Data";
            case DATA -> "org.apache.kafka.common.message." + message.name();
            case COORDINATOR_KEY, COORDINATOR_VALUE -> "org.apache.kafka.coordinator.group.generated." + message.name();
        };
        return loader.loadClass(struct.name().equals(message.name()) ? top : top + "$" + struct.name());
    }

    @Override
    String setterName(FieldSpec field) {
        return "set" + field.name().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + field.name().substring(1);
    }

    @Override
    Object toNative(FieldType type, Class<?> parameter, Object value) throws Exception {
        if (value instanceof Uuid id) {
            return uuid.getConstructor(long.class, long.class)
                    .newInstance(id.mostSignificantBits(), id.leastSignificantBits());
        }
        if (value instanceof ByteBuffer bytes) {
            if (type == FieldType.Blob.RECORDS) {
                return records.getMethod("readableRecords", ByteBuffer.class).invoke(null, bytes.duplicate());
            }
            return parameter == ByteBuffer.class ? bytes.duplicate() : copy(bytes);
        }
        return value;
    }

    @Override
    Object fromNative(FieldType type, Object value) throws Exception {
        if (uuid.isInstance(value)) {
            return new Uuid((long) uuid.getMethod("getMostSignificantBits").invoke(value), (long)
                    uuid.getMethod("getLeastSignificantBits").invoke(value));
        }
        if (records.isInstance(value)) {
            return ((ByteBuffer) records.getMethod("buffer").invoke(value)).duplicate();
        }
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }

    @Override
    Object rawTaggedField(RawTaggedField field) throws Exception {
        return rawTaggedField.getConstructor(int.class, byte[].class).newInstance(field.tag(), field.data());
    }

    @Override
    RawTaggedField fromRawTaggedField(Object field) throws Exception {
        return new RawTaggedField((int) rawTaggedField.getMethod("tag").invoke(field), (byte[])
                rawTaggedField.getMethod("data").invoke(field));
    }

    @Override
    byte[] encode(Object message, short version) throws Exception {
        Object sizes = newInstance(cache);
        int size = (int) call(message, "size", 2).invoke(message, sizes, version);
        ByteBuffer out = ByteBuffer.allocate(size);
        Object writable = accessor.getConstructor(ByteBuffer.class).newInstance(out);
        call(message, "write", 3).invoke(message, writable, sizes, version);
        return out.array();
    }

    @Override
    Object decode(MessageSpec spec, byte[] bytes, short version) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Object message = decode(spec, in, version);
        if (in.hasRemaining()) {
            throw new AssertionError(in.remaining() + " bytes left");
        }
        return message;
    }

    /** Reads a message from the start of the bytes and leaves the rest. */
    Object decode(MessageSpec spec, ByteBuffer in, short version) throws Exception {
        Object message = newInstance(classOf(spec, spec.root()));
        Object readable = accessor.getConstructor(ByteBuffer.class).newInstance(in);
        try {
            call(message, "read", 2).invoke(message, readable, version);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
        return message;
    }

    private Method call(Object message, String name, int parameters) {
        return method(message.getClass(), name, parameters).orElseThrow();
    }
}
