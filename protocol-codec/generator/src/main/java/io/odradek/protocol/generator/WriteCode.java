/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** The method of a struct that writes it. */
final class WriteCode {
    private final StructContext context;
    private final JavaSource source;

    private WriteCode(StructContext context, JavaSource source) {
        this.context = context;
        this.source = source;
    }

    static void emit(StructContext context, JavaSource source) {
        new WriteCode(context, source).method();
    }

    /** What stands behind {@code read} and {@code write} in the names of the wire methods. */
    static String wireName(FieldType.Blob type) {
        return switch (type) {
            case STRING -> "String";
            case BYTES -> "Bytes";
            case RECORDS -> "Records";
            case UUID -> "Uuid";
        };
    }

    private void method() {
        source.blank();
        if (context.isRoot()) {
            source.line("@Override");
            source.line("public void write(WireWriter out, short version) {");
            source.line("if (version < LOWEST_VERSION || version > HIGHEST_VERSION) {");
            source.line(
                    "throw WireWriter.noSuchVersion(\"%s\", version);",
                    context.message().name());
            source.line("}");
        } else {
            source.line("void write(WireWriter out, short version) {");
        }
        context.declareFlexible(source);
        for (FieldSpec field : context.struct().fields()) {
            if (field.isTagged()) {
                refuseTagged(field);
            } else {
                untagged(field);
            }
        }
        taggedFields();
        source.line("}");
    }

    private void untagged(FieldSpec field) {
        String presence = context.presence(field);
        if (presence.isEmpty()) {
            write(field);
            return;
        }
        source.line("if (%s) {", presence);
        write(field);
        if (!field.ignorable()) {
            source.line("} else if (%s) {", JavaTypes.differsFromDefault(field));
            refuse(field);
        }
        source.line("}");
    }

    private void refuseTagged(FieldSpec field) {
        String presence = context.presence(field);
        if (!field.ignorable() && !presence.isEmpty()) {
            source.line("if (!(%s) && %s) {", presence, JavaTypes.differsFromDefault(field));
            refuse(field);
            source.line("}");
        }
    }

    private void refuse(FieldSpec field) {
        source.line(
                "throw WireWriter.notInVersion(\"%s.%s\", version);",
                context.struct().name(), JavaTypes.name(field));
    }

    private void taggedFields() {
        if (!context.openFlexible(source)) {
            return;
        }
        if (context.struct().tagged().isEmpty()) {
            source.line("out.writeUnknownTaggedFields(this.unknownTaggedFields);");
        } else {
            knownAndUnknownTags();
        }
        if (context.needsFlexibleLocal()) {
            source.line("} else if (this.unknownTaggedFields != null && !this.unknownTaggedFields.isEmpty()) {");
            source.line(
                    "throw WireWriter.notInVersion(\"%s.unknownTaggedFields\", version);",
                    context.struct().name());
        }
        source.line("}");
    }

    private void knownAndUnknownTags() {
        source.line("int tags = this.unknownTaggedFields == null ? 0 : this.unknownTaggedFields.size();");
        for (FieldSpec field : context.struct().tagged()) {
            source.line("if (%s) {", taggedPresence(context, field))
                    .line("tags++;")
                    .line("}");
        }
        source.line("out.writeUnsignedVarint(tags);");
        source.line("int unknown = 0;");
        for (FieldSpec field : context.struct().tagged()) {
            source.line("if (%s) {", taggedPresence(context, field));
            source.line("unknown = out.writeUnknownTaggedFields(this.unknownTaggedFields, unknown, %d);", field.tag());
            source.line("int taggedSize = 0;");
            SizeCode.emitField(context, source, field, "taggedSize");
            source.line("out.writeUnsignedVarint(%d);", field.tag());
            source.line("out.writeUnsignedVarint(taggedSize);");
            write(field);
            source.line("}");
        }
        source.line("out.writeUnknownTaggedFields(this.unknownTaggedFields, unknown, Integer.MAX_VALUE);");
    }

    /** The condition, in a flexible version, that a tagged field is written. */
    static String taggedPresence(StructContext context, FieldSpec field) {
        String presence = StructContext.condition(field.versions(), context.flexible());
        String differs = JavaTypes.differsFromDefault(field);
        return presence.isEmpty() ? differs : presence + " && " + differs;
    }

    private void write(FieldSpec field) {
        String name = JavaTypes.name(field);
        if (field.type() instanceof FieldType.Primitive primitive) {
            source.line("out.write%s(this.%s);", primitive.wireName, name);
        } else if (field.type() instanceof FieldType.Struct) {
            struct(field);
        } else if (field.type() instanceof FieldType.Array array) {
            array(field, array.element());
        } else if (field.type() == FieldType.Blob.UUID) {
            source.line("out.writeUuid(this.%s);", name);
        } else {
            String wireName = wireName((FieldType.Blob) field.type());
            context.chooseStatement(
                    source,
                    field,
                    (flexible, nullable) -> "out.write%s%s%s(this.%s);"
                            .formatted(flexible ? "Compact" : "", nullable ? "Nullable" : "", wireName, name));
        }
    }

    private void struct(FieldSpec field) {
        String name = JavaTypes.name(field);
        if (field.nullable().isEmpty()) {
            source.line("%s().write(out, version);", name);
            return;
        }
        refuseNull(field);
        source.line("if (this.%s == null) {", name);
        // Kafka marks an absent struct with -1 among the plain fields and with 0 among the tagged ones.
        source.line(field.isTagged() ? "out.writeUnsignedVarint(0);" : "out.writeByte((byte) -1);");
        source.line("} else {");
        String condition = StructContext.condition(field.nullable(), field.versions());
        if (!condition.isEmpty()) {
            source.line("if (%s) {", condition);
        }
        source.line(field.isTagged() ? "out.writeUnsignedVarint(1);" : "out.writeByte((byte) 1);");
        if (!condition.isEmpty()) {
            source.line("}");
        }
        source.line("this.%s.write(out, version);", name);
        source.line("}");
    }

    private void array(FieldSpec field, FieldType element) {
        String name = JavaTypes.name(field);
        boolean nullable = !field.nullable().isEmpty();
        refuseNull(field);
        String count = "this." + name + (element instanceof FieldType.Primitive ? ".length" : ".size()");
        String countOrNull = nullable ? "this." + name + " == null ? -1 : " + count : count;
        context.chooseStatement(
                source,
                field,
                (flexible, ignored) -> "out.write%sArrayCount(%s);".formatted(flexible ? "Compact" : "", countOrNull));
        if (nullable) {
            source.line("if (this.%s != null) {", name);
        }
        elements(field, element);
        if (nullable) {
            source.line("}");
        }
    }

    private void elements(FieldSpec field, FieldType element) {
        String name = JavaTypes.name(field);
        if (element instanceof FieldType.Primitive primitive) {
            source.line(
                    "out.write%ss(this.%s);",
                    primitive == FieldType.Primitive.INT8 ? "RawByte" : primitive.wireName, name);
            return;
        }
        source.loop(JavaTypes.plain(element), "this." + name);
        if (element instanceof FieldType.Struct) {
            source.line("element.write(out, version);");
        } else if (element == FieldType.Blob.UUID) {
            source.line("out.writeUuid(element);");
        } else {
            context.chooseStatement(
                    source,
                    field,
                    (flexible, ignored) -> "out.write%sString(element);".formatted(flexible ? "Compact" : ""));
        }
        source.line("}");
    }

    /** Where null is a value in some versions only, says so in the others. */
    private void refuseNull(FieldSpec field) {
        String condition =
                field.nullable().isEmpty() ? "" : StructContext.condition(field.nullable(), field.versions());
        if (!condition.isEmpty()) {
            source.line("if (this.%s == null && !(%s)) {", JavaTypes.name(field), condition);
            refuse(field);
            source.line("}");
        }
    }
}
