/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** The method of a struct that computes its size on the wire. */
final class SizeCode {
    private SizeCode() {}

    static void emit(StructContext context, JavaSource source) {
        source.blank();
        if (context.isRoot()) {
            source.line("@Override").line("public int sizeBytes(short version) {");
        } else {
            source.line("int sizeBytes(short version) {");
        }
        context.declareFlexible(source);
        source.line("int size = 0;");
        for (FieldSpec field : context.struct().untagged()) {
            String presence = context.presence(field);
            if (!presence.isEmpty()) {
                source.line("if (%s) {", presence);
            }
            emitField(context, source, field, "size");
            if (!presence.isEmpty()) {
                source.line("}");
            }
        }
        if (context.openFlexible(source)) {
            taggedFields(context, source);
            source.line("}");
        }
        source.line("return size;").line("}");
    }

    private static void taggedFields(StructContext context, JavaSource source) {
        if (context.struct().tagged().isEmpty()) {
            source.line("size += WireWriter.unknownTaggedFieldsSize(this.unknownTaggedFields);");
            return;
        }
        source.line("int tags = this.unknownTaggedFields == null ? 0 : this.unknownTaggedFields.size();");
        for (FieldSpec field : context.struct().tagged()) {
            source.line("if (%s) {", WriteCode.taggedPresence(context, field));
            source.line("int taggedSize = 0;");
            emitField(context, source, field, "taggedSize");
            source.line("size += WireWriter.taggedFieldSize(%d, taggedSize);", field.tag());
            source.line("tags++;");
            source.line("}");
        }
        source.line("size += WireWriter.unknownTaggedFieldsSize(this.unknownTaggedFields, tags);");
    }

    /** Adds the size of one field, in a version that has it, to the variable {@code sum}. */
    static void emitField(StructContext context, JavaSource source, FieldSpec field, String sum) {
        String name = JavaTypes.name(field);
        if (field.type() instanceof FieldType.Primitive primitive) {
            source.line("%s += %d;", sum, primitive.sizeBytes);
        } else if (field.type() == FieldType.Blob.UUID) {
            source.line("%s += Uuid.SIZE_BYTES;", sum);
        } else if (field.type() instanceof FieldType.Struct) {
            struct(source, field, sum);
        } else if (field.type() instanceof FieldType.Array array) {
            array(context, source, field, array.element(), sum);
        } else {
            String wireName = WriteCode.wireName((FieldType.Blob) field.type());
            String size = context.choose(
                    field,
                    (flexible, nullable) -> "WireWriter.%sSize(this.%s)"
                            .formatted(lowerFirst(prefix(flexible, nullable) + wireName), name));
            source.line("%s += %s;", sum, size);
        }
    }

    private static void struct(JavaSource source, FieldSpec field, String sum) {
        String name = JavaTypes.name(field);
        if (field.nullable().isEmpty()) {
            source.line("%s += %s().sizeBytes(version);", sum, name);
            return;
        }
        String condition = StructContext.condition(field.nullable(), field.versions());
        String mark = condition.isEmpty() ? "1" : "(" + condition + " ? 1 : 0)";
        source.line("%s += this.%s == null ? 1 : %s + this.%s.sizeBytes(version);", sum, name, mark, name);
    }

    private static void array(
            StructContext context, JavaSource source, FieldSpec field, FieldType element, String sum) {
        String name = JavaTypes.name(field);
        boolean nullable = !field.nullable().isEmpty();
        String count = "this." + name + (element instanceof FieldType.Primitive ? ".length" : ".size()");
        if (nullable) {
            source.line("if (this.%s == null) {", name);
            source.line("%s += %s;", sum, context.choose(field, (flexible, ignored) -> flexible ? "1" : "4"));
            source.line("} else {");
        }
        String head = context.choose(
                field, (flexible, ignored) -> flexible ? "WireWriter.compactArrayCountSize(%s)".formatted(count) : "4");
        source.line("%s += %s;", sum, head);
        if (element instanceof FieldType.Primitive primitive) {
            source.line("%s += %s * %d;", sum, count, primitive.sizeBytes);
        } else if (element == FieldType.Blob.UUID) {
            source.line("%s += %s * Uuid.SIZE_BYTES;", sum, count);
        } else {
            source.loop(JavaTypes.plain(element), "this." + name);
            String size = element instanceof FieldType.Struct
                    ? "element.sizeBytes(version)"
                    : context.choose(
                            field,
                            (flexible, ignored) ->
                                    "WireWriter.%s(element)".formatted(flexible ? "compactStringSize" : "stringSize"));
            source.line("%s += %s;", sum, size);
            source.line("}");
        }
        if (nullable) {
            source.line("}");
        }
    }

    private static String prefix(boolean flexible, boolean nullable) {
        return (flexible ? "Compact" : "") + (nullable ? "Nullable" : "");
    }

    private static String lowerFirst(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
