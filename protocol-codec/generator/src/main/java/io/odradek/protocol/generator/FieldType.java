/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** The type of a field as a specification names it. */
public sealed interface FieldType {

    /** A type of fixed size that becomes a Java primitive. */
    enum Primitive implements FieldType {
        BOOL("boolean", "Boolean", 1),
        INT8("byte", "Byte", 1),
        INT16("short", "Short", 2),
        UINT16("int", "UnsignedShort", 2),
        INT32("int", "Int", 4),
        UINT32("long", "UnsignedInt", 4),
        INT64("long", "Long", 8),
        FLOAT64("double", "Double", 8);

        final String javaType;
        /** What follows {@code read} and {@code write} in the names of the wire methods. */
        final String wireName;

        final int sizeBytes;

        Primitive(String javaType, String wireName, int sizeBytes) {
            this.javaType = javaType;
            this.wireName = wireName;
            this.sizeBytes = sizeBytes;
        }

        public String javaType() {
            return javaType;
        }

        /** Whether arrays of it are Java arrays with a method pair of their own on the wire. */
        boolean hasArray() {
            return this == INT8 || this == INT16 || this == INT32 || this == INT64;
        }
    }

    /** A type whose size is part of its value, or an identifier. */
    enum Blob implements FieldType {
        STRING,
        BYTES,
        RECORDS,
        UUID
    }

    /** A struct of the same message, by name. */
    record Struct(String name) implements FieldType {}

    /** An array; there are no arrays of arrays. */
    record Array(FieldType element) implements FieldType {}

    static FieldType parse(String text) {
        if (text.startsWith("[]")) {
            FieldType element = parse(text.substring(2));
            boolean supported = element instanceof Struct
                    || element == Blob.STRING
                    || element == Blob.UUID
                    || (element instanceof Primitive primitive && primitive.hasArray());
            if (!supported) {
                throw new SpecException("arrays of " + text.substring(2) + " are not supported");
            }
            return new Array(element);
        }
        return switch (text) {
            case "bool" -> Primitive.BOOL;
            case "int8" -> Primitive.INT8;
            case "int16" -> Primitive.INT16;
            case "uint16" -> Primitive.UINT16;
            case "int32" -> Primitive.INT32;
            case "uint32" -> Primitive.UINT32;
            case "int64" -> Primitive.INT64;
            case "float64" -> Primitive.FLOAT64;
            case "string" -> Blob.STRING;
            case "bytes" -> Blob.BYTES;
            case "records" -> Blob.RECORDS;
            case "uuid" -> Blob.UUID;
            default -> {
                if (!Character.isUpperCase(text.charAt(0))) {
                    throw new SpecException("the type " + text + " is not known");
                }
                yield new Struct(text);
            }
        };
    }
}
