/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.Set;
import java.util.TreeSet;

/** One Java file: the class of a message, with those of its structs nested in it. */
final class MessageCode {
    private static final String HEADER = """
            package %s;

            import io.odradek.protocol.wire.*;
            import java.util.ArrayList;
            import java.util.Arrays;
            import java.util.List;
            import java.util.Objects;
            import org.jspecify.annotations.Nullable;
            """;

    private final MessageSpec message;
    private final JavaSource source = new JavaSource();
    private final Set<String> withRecords;
    private final Set<String> single = new TreeSet<>();

    private MessageCode(MessageSpec message) {
        this.message = message;
        this.withRecords = message.structsWithRecords();
        for (StructSpec struct : message.structs().values()) {
            for (FieldSpec field : struct.fields()) {
                if (field.type() instanceof FieldType.Struct type) {
                    single.add(type.name());
                }
            }
        }
    }

    static String emit(MessageSpec message, String packageName) {
        return HEADER.formatted(packageName) + "\n" + new MessageCode(message).message();
    }

    private String message() {
        source.doc("%s, versions %s, flexible versions %s; generated from Kafka's specification."
                .formatted(message.name(), message.versions(), message.flexible()));
        source.line("@SuppressWarnings(\"all\")");
        source.line("public final class %s implements ApiMessage {", message.name());
        source.line(
                "public static final short LOWEST_VERSION = %d;",
                message.versions().lowest());
        source.line(
                "public static final short HIGHEST_VERSION = %d;",
                message.versions().highest());
        source.doc("The first of the flexible versions; Short.MAX_VALUE if there are none.");
        int flexible = message.flexible().isEmpty()
                ? Short.MAX_VALUE
                : message.flexible().lowest();
        source.line("public static final short LOWEST_FLEXIBLE_VERSION = %d;", flexible)
                .blank();
        struct(message.root());
        for (StructSpec struct : message.structs().values()) {
            if (!struct.name().equals(message.name())) {
                source.blank();
                source.doc("Versions %s of the message.".formatted(struct.versions()));
                source.line("public static final class %s {", struct.name());
                struct(struct);
                source.line("}");
            }
        }
        return source.line("}").toString();
    }

    private void struct(StructSpec struct) {
        StructContext context = new StructContext(message, struct);
        ValueCode values = new ValueCode(context, source);
        values.fieldsAndDefaults();
        ReadCode.emit(context, source);
        if (context.isRoot()) {
            rootMethods();
        } else {
            source.blank().line("static int leastBytes(short version) {");
            source.line("return %s;", LeastSize.expression(context)).line("}");
        }
        WriteCode.emit(context, source);
        SizeCode.emit(context, source);
        if (withRecords.contains(struct.name())) {
            release(context);
        }
        values.accessors();
        if (single.contains(struct.name())) {
            values.isDefault();
        }
        values.objectMethods();
    }

    private void rootMethods() {
        String name = message.name();
        source.blank();
        source.doc("Reads the message; throws MalformedMessageException and adds no reference if that fails.");
        source.line("public static %s read(WireReader in, short version) {", name);
        source.line("if (version < LOWEST_VERSION || version > HIGHEST_VERSION) {");
        source.line("throw in.malformed(\"version \" + version + \" of %s\");", name);
        source.line("}");
        if (withRecords.contains(name)) {
            source.line("%s message = new %s(in, version);", name, name);
            source.line("in.retainRecords();");
            source.line("return message;");
        } else {
            source.line("return new %s(in, version);", name);
        }
        source.line("}");
        source.blank().line("@Override").line("public short apiKey() {");
        source.line("return %d;", message.apiKey()).line("}");
    }

    private void release(StructContext context) {
        source.blank();
        if (context.isRoot()) {
            source.line("@Override");
        }
        source.line("public void release() {");
        for (FieldSpec field : context.struct().fields()) {
            String name = JavaTypes.name(field);
            FieldType type = field.type();
            if (type instanceof FieldType.Array array
                    && array.element() instanceof FieldType.Struct element
                    && withRecords.contains(element.name())) {
                source.line("if (this.%s != null) {", name);
                source.loop(element.name(), "this." + name);
                source.line("element.release();").line("}").line("}");
            } else if (type == FieldType.Blob.RECORDS
                    || (type instanceof FieldType.Struct struct && withRecords.contains(struct.name()))) {
                source.line("if (this.%s != null) {", name);
                source.line("this.%s.release();", name).line("}");
            }
        }
        source.line("}");
    }
}
