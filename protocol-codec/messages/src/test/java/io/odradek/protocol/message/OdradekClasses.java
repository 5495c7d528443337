/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.generator.FieldSpec;
import io.odradek.protocol.generator.FieldType;
import io.odradek.protocol.generator.MessageSpec;
import io.odradek.protocol.generator.StructSpec;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import io.odradek.protocol.wire.RawTaggedField;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The classes under test. */
final class OdradekClasses extends MessageClasses {
    static final String PACKAGE = "io.odradek.protocol.message.";

    @Override
    Class<?> classOf(MessageSpec message, StructSpec struct) throws ClassNotFoundException {
        String top = PACKAGE + message.name();
        return Class.forName(struct.name().equals(message.name()) ? top : top + "$" + struct.name());
    }

    @Override
    String setterName(FieldSpec field) {
        return field.javaName();
    }

    @Override
    Object toNative(FieldType type, Class<?> parameter, Object value) {
        if (value instanceof List<?> list) {
            Object array = Array.newInstance(parameter.getComponentType(), list.size());
            for (int i = 0; i < list.size(); i++) {
                Array.set(array, i, list.get(i));
            }
            return array;
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = copy(bytes);
            return type == FieldType.Blob.RECORDS ? BufRecords.of(Unpooled.wrappedBuffer(copy)) : copy;
        }
        return value;
    }

    @Override
    Object fromNative(FieldType type, Object value) {
        if (value instanceof BufRecords records) {
            return records.buffer().nioBuffer();
        }
        if (type == FieldType.Blob.BYTES) {
            return ByteBuffer.wrap((byte[]) value);
        }
        if (value.getClass().isArray()) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                list.add(Array.get(value, i));
            }
            return list;
        }
        return value;
    }

    @Override
    Object rawTaggedField(RawTaggedField field) {
        return field;
    }

    @Override
    RawTaggedField fromRawTaggedField(Object field) {
        return (RawTaggedField) field;
    }

    @Override
    byte[] encode(Object message, short version) {
        ApiMessage apiMessage = (ApiMessage) message;
        int size = apiMessage.sizeBytes(version);
        ByteBuf out = Unpooled.buffer(size, size); // one byte too many would throw
        apiMessage.write(new WireWriter(out), version);
        if (out.readableBytes() != size) {
            throw new AssertionError("size " + size + " but " + out.readableBytes() + " bytes written");
        }
        return out.array();
    }

    @Override
    Object decode(MessageSpec spec, byte[] bytes, short version) throws Exception {
        WireReader in = new WireReader(Unpooled.wrappedBuffer(bytes));
        Object message = read(spec, in, version);
        if (in.remaining() != 0) {
            throw new AssertionError(in.remaining() + " bytes left");
        }
        return message;
    }

    ApiMessage read(MessageSpec spec, WireReader in, short version) throws Exception {
        try {
            return (ApiMessage)
                    method(classOf(spec, spec.root()), "read", 2).orElseThrow().invoke(null, in, version);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
