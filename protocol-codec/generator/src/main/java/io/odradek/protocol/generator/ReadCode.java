/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** The constructor of a struct that reads it. */
final class ReadCode {
    private final StructContext context;
    private final JavaSource source;

    private ReadCode(StructContext context, JavaSource source) {
        this.context = context;
        this.source = source;
    }

    static void emit(StructContext context, JavaSource source) {
        new ReadCode(context, source).constructor();
    }

    private void constructor() {
        source.blank()
                .line(
                        "private %s(WireReader in, short version) {",
                        context.struct().name());
        context.declareFlexible(source);
        for (FieldSpec field : context.struct().untagged()) {
            untagged(field);
        }
        for (FieldSpec field : context.struct().tagged()) {
            if (!JavaTypes.isDefaultOfJava(field)) {
                assign(field, JavaTypes.defaultValue(field));
            }
        }
        if (context.openFlexible(source)) {
            taggedFields();
            source.line("}");
        }
        source.line("}");
    }

    private void untagged(FieldSpec field) {
        String presence = context.presence(field);
        if (presence.isEmpty()) {
            read(field);
        } else if (isExpression(field)) {
            assign(field, presence + " ? " + expression(field) + " : " + JavaTypes.defaultValue(field));
        } else {
            source.line("if (%s) {", presence);
            read(field);
            source.line("} else {");
            assign(field, JavaTypes.defaultValue(field));
            source.line("}");
        }
    }

    private void taggedFields() {
        if (context.struct().tagged().isEmpty()) {
            source.line("this.unknownTaggedFields = in.readUnknownTaggedFields();");
            return;
        }
        source.line("int tags = in.readUnsignedVarint();");
        source.line("for (int t = 0; t < tags; t++) {");
        source.line("int tag = in.readUnsignedVarint();");
        source.line("int sizeBytes = in.readUnsignedVarint();");
        source.line("switch (tag) {");
        for (FieldSpec field : context.struct().tagged()) {
            taggedField(field);
        }
        source.line("default -> this.unknownTaggedFields =");
        source.line("        in.readUnknownTaggedField(this.unknownTaggedFields, tag, sizeBytes);");
        source.line("}").line("}");
    }

    private void taggedField(FieldSpec field) {
        source.line("case %d -> {", field.tag());
        String presence = StructContext.condition(field.versions(), context.flexible());
        if (!presence.isEmpty()) {
            source.line("if (!(%s)) {", presence);
            source.line("throw in.malformed(\"tag %d in version \" + version);", field.tag());
            source.line("}");
        }
        read(field);
        source.line("}");
    }

    private void assign(FieldSpec field, String value) {
        source.line("this.%s = %s;", JavaTypes.name(field), value);
    }

    private void read(FieldSpec field) {
        if (isExpression(field)) {
            assign(field, expression(field));
        } else {
            list(field, ((FieldType.Array) field.type()).element());
        }
    }

    private static boolean isExpression(FieldSpec field) {
        return !(field.type() instanceof FieldType.Array) || JavaTypes.isPrimitiveArray(field.type());
    }

    private String expression(FieldSpec field) {
        if (field.type() instanceof FieldType.Primitive primitive) {
            return "in.read" + primitive.wireName + "()";
        }
        if (field.type() instanceof FieldType.Struct struct) {
            String some = "new " + struct.name() + "(in, version)";
            String isNull = field.isTagged() ? "in.readUnsignedVarint() <= 0" : "in.isNull()";
            return context.choose(field, (flexible, nullable) -> nullable ? isNull + " ? null : " + some : some);
        }
        if (field.type() instanceof FieldType.Array array) {
            return primitives(field, (FieldType.Primitive) array.element());
        }
        if (field.type() == FieldType.Blob.UUID) {
            return "in.readUuid()";
        }
        String name = WriteCode.wireName((FieldType.Blob) field.type());
        return context.choose(
                field,
                (flexible, nullable) ->
                        "in.read%s%s%s()".formatted(flexible ? "Compact" : "", nullable ? "Nullable" : "", name));
    }

    private String primitives(FieldSpec field, FieldType.Primitive element) {
        String count = context.choose(
                field,
                (flexible, nullable) ->
                        "in.read%sArrayCount(%d)".formatted(flexible ? "Compact" : "", element.sizeBytes));
        return context.choose(
                field,
                (flexible, nullable) ->
                        "in.read%s%ss(%s)".formatted(nullable ? "Nullable" : "", element.wireName, count));
    }

    private void list(FieldSpec field, FieldType element) {
        String name = JavaTypes.name(field);
        String count = context.choose(
                field,
                (flexible, nullable) ->
                        "in.read%sArrayCount(%s)".formatted(flexible ? "Compact" : "", leastBytes(element, flexible)));
        source.line("int %sCount = %s;", name, count);
        boolean nullable = !field.nullable().isEmpty();
        if (nullable) {
            String condition = StructContext.condition(field.nullable(), field.versions());
            source.line("if (%sCount < 0%s) {", name, condition.isEmpty() ? "" : " && " + parenthesized(condition));
            assign(field, "null");
            source.line("} else {");
        }
        String type = JavaTypes.plain(element);
        source.line("List<%s> %sList = new ArrayList<>(in.notNull(%sCount));", type, name, name);
        source.line("for (int i = 0; i < %sCount; i++) {", name);
        source.line("%sList.add(%s);", name, element(field, element));
        source.line("}");
        assign(field, name + "List");
        if (nullable) {
            source.line("}");
        }
    }

    private static String parenthesized(String condition) {
        return condition.contains("&&") ? "(" + condition + ")" : condition;
    }

    private static String leastBytes(FieldType element, boolean flexible) {
        if (element instanceof FieldType.Struct struct) {
            return struct.name() + ".leastBytes(version)";
        }
        return element == FieldType.Blob.UUID ? "Uuid.SIZE_BYTES" : (flexible ? "1" : "2");
    }

    private String element(FieldSpec field, FieldType element) {
        if (element instanceof FieldType.Struct struct) {
            return "new " + struct.name() + "(in, version)";
        }
        if (element == FieldType.Blob.UUID) {
            return "in.readUuid()";
        }
        return context.choose(field, (flexible, nullable) -> flexible ? "in.readCompactString()" : "in.readString()");
    }
}
