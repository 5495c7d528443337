/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** What a field becomes in Java: its type, its default, and the test for its default. */
final class JavaTypes {
    private JavaTypes() {}

    /** The type with {@code @Nullable} where null is a value in some version. */
    static String declared(FieldSpec field) {
        FieldType type = field.type();
        boolean nullable = isNullable(field);
        if (type instanceof FieldType.Array array && array.element() instanceof FieldType.Primitive primitive) {
            return primitive.javaType + (nullable ? " @Nullable []" : "[]");
        }
        if (type == FieldType.Blob.BYTES) {
            return nullable ? "byte @Nullable []" : "byte[]";
        }
        return nullable ? "@Nullable " + plain(type) : plain(type);
    }

    static boolean isNullable(FieldSpec field) {
        return field.type() == FieldType.Blob.RECORDS || !field.nullable().isEmpty();
    }

    static String plain(FieldType type) {
        if (type instanceof FieldType.Primitive primitive) {
            return primitive.javaType;
        }
        if (type instanceof FieldType.Struct struct) {
            return struct.name();
        }
        if (type instanceof FieldType.Array array) {
            return isPrimitiveArray(type) ? plain(array.element()) + "[]" : "List<" + plain(array.element()) + ">";
        }
        return switch ((FieldType.Blob) type) {
            case STRING -> "String";
            case BYTES -> "byte[]";
            case RECORDS -> "Records";
            case UUID -> "Uuid";
        };
    }

    static boolean isPrimitiveArray(FieldType type) {
        return type instanceof FieldType.Array array && array.element() instanceof FieldType.Primitive;
    }

    /**
     * Whether the field is made when somebody asks for it: a struct that is never null. Most are tagged fields that
     * stay at their default, so that making one for each element read would be in vain.
     */
    static boolean isLazy(FieldSpec field) {
        return field.type() instanceof FieldType.Struct && !isNullable(field);
    }

    /** The expression of the default. */
    static String defaultValue(FieldSpec field) {
        String text = field.defaultText();
        if (field.defaultsToNull() || field.type() == FieldType.Blob.RECORDS || isLazy(field)) {
            return "null";
        }
        if (field.type() instanceof FieldType.Primitive primitive) {
            return number(primitive, text);
        }
        if (field.type() instanceof FieldType.Struct struct) {
            return "new " + struct.name() + "()";
        }
        if (field.type() instanceof FieldType.Array array) {
            return isPrimitiveArray(array) ? "new " + plain(array.element()) + "[0]" : "new ArrayList<>(0)";
        }
        return switch ((FieldType.Blob) field.type()) {
            case STRING -> '"' + text + '"';
            case BYTES -> "new byte[0]";
            case UUID -> "Uuid.ZERO";
            case RECORDS -> throw new SpecException("records default to null");
        };
    }

    private static String number(FieldType.Primitive primitive, String text) {
        if (primitive == FieldType.Primitive.BOOL) {
            return Boolean.toString(Boolean.parseBoolean(text));
        }
        String number = text.isEmpty() ? "0" : text;
        return switch (primitive.javaType) {
            case "byte" -> "(byte) " + Byte.decode(number);
            case "short" -> "(short) " + Short.decode(number);
            case "int" -> Integer.decode(number).toString();
            case "long" -> Long.decode(number) + "L";
            case "double" -> Double.parseDouble(number) + "d";
            default -> throw new SpecException("no default for " + primitive);
        };
    }

    /** Whether a Java field that nobody assigned already holds the default. */
    static boolean isDefaultOfJava(FieldSpec field) {
        String value = defaultValue(field);
        return value.equals("null")
                || value.equals("false")
                || value.equals("0.0d")
                || value.matches("(\\((byte|short)\\) )?0L?");
    }

    /** The condition that the field has another value than its default. */
    static String differsFromDefault(FieldSpec field) {
        String self = "this." + name(field);
        String value = defaultValue(field);
        if (field.type() == FieldType.Primitive.BOOL) {
            return value.equals("true") ? "!" + self : self;
        }
        if (field.type() instanceof FieldType.Primitive) {
            return self + " != " + value;
        }
        if (isLazy(field)) {
            return self + " != null && !" + self + ".isDefault()";
        }
        if (value.equals("null")) {
            return self + " != null";
        }
        String differs;
        if (field.type() instanceof FieldType.Struct) {
            differs = "!" + self + ".isDefault()";
        } else if (field.type() == FieldType.Blob.BYTES || isPrimitiveArray(field.type())) {
            differs = self + ".length != 0";
        } else if (field.type() instanceof FieldType.Array || value.equals("\"\"")) {
            differs = "!" + self + ".isEmpty()";
        } else {
            differs = "!" + self + ".equals(" + value + ")";
        }
        return isNullable(field) ? "(" + self + " == null || " + differs + ")" : differs;
    }

    /** The Java name of the field, which must not be a keyword. */
    static String name(FieldSpec field) {
        String name = field.javaName();
        return javax.lang.model.SourceVersion.isKeyword(name) ? name + "_" : name;
    }
}
