/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.List;

/** Fields, accessors, {@code equals}, {@code hashCode} and {@code toString} of a struct. */
final class ValueCode {
    private final StructContext context;
    private final JavaSource source;
    private final List<FieldSpec> fields;

    ValueCode(StructContext context, JavaSource source) {
        this.context = context;
        this.source = source;
        this.fields = context.struct().fields();
    }

    void fieldsAndDefaults() {
        for (FieldSpec field : fields) {
            String type =
                    JavaTypes.isLazy(field) ? "@Nullable " + JavaTypes.declared(field) : JavaTypes.declared(field);
            source.line("private %s %s;", type, JavaTypes.name(field));
        }
        if (context.isSometimesFlexible()) {
            source.line("private @Nullable List<RawTaggedField> unknownTaggedFields;");
        }
        source.blank();
        source.doc("All fields have their defaults.");
        source.line("public %s() {", context.struct().name());
        for (FieldSpec field : fields) {
            if (!JavaTypes.isDefaultOfJava(field)) {
                source.line("this.%s = %s;", JavaTypes.name(field), JavaTypes.defaultValue(field));
            }
        }
        source.line("}");
    }

    void accessors() {
        String self = context.struct().name();
        for (FieldSpec field : fields) {
            String name = JavaTypes.name(field);
            String type = JavaTypes.declared(field);
            source.blank().doc(about(field)).line("public %s %s() {", type, name);
            if (JavaTypes.isLazy(field)) {
                source.line("if (this.%s == null) {", name);
                source.line("this.%s = new %s();", name, JavaTypes.plain(field.type()));
                source.line("}");
            }
            source.line("return this.%s;", name).line("}");
            source.blank().line("public %s %s(%s value) {", self, name, type);
            source.line("this.%s = value;", name).line("return this;").line("}");
        }
        if (context.isSometimesFlexible()) {
            source.blank().doc("Tagged fields that the schema does not know, in the order of their tags; mutable.");
            source.line("public List<RawTaggedField> unknownTaggedFields() {");
            source.line("if (this.unknownTaggedFields == null) {");
            source.line("this.unknownTaggedFields = new ArrayList<>(0);");
            source.line("}").line("return this.unknownTaggedFields;").line("}");
        }
    }

    private String about(FieldSpec field) {
        StringBuilder about = new StringBuilder(field.about());
        if (!about.isEmpty() && about.charAt(about.length() - 1) != '.') {
            about.append('.');
        }
        if (!field.versions().equals(context.struct().versions())) {
            about.append(" Versions ").append(field.versions()).append('.');
        }
        if (!field.nullable().isEmpty()) {
            about.append(" Null in versions ").append(field.nullable()).append('.');
        }
        return about.toString();
    }

    void isDefault() {
        source.blank().line("boolean isDefault() {");
        for (FieldSpec field : fields) {
            source.line("if (%s) {", JavaTypes.differsFromDefault(field))
                    .line("return false;")
                    .line("}");
        }
        source.line(
                context.isSometimesFlexible()
                        ? "return this.unknownTaggedFields == null || this.unknownTaggedFields.isEmpty();"
                        : "return true;");
        source.line("}");
    }

    void objectMethods() {
        String self = context.struct().name();
        boolean comparesNothing = fields.isEmpty() && !context.isSometimesFlexible();
        source.blank().line("@Override").line("public boolean equals(@Nullable Object other) {");
        source.line("if (!(other instanceof %s%s)) {", self, comparesNothing ? "" : " that");
        source.line("return false;").line("}");
        for (FieldSpec field : fields) {
            source.line("if (%s) {", differs(field)).line("return false;").line("}");
        }
        source.line(
                context.isSometimesFlexible()
                        ? "return unknownTaggedFields().equals(that.unknownTaggedFields());"
                        : "return true;");
        source.line("}");
        source.blank().line("@Override").line("public int hashCode() {").line("int hash = 1;");
        for (FieldSpec field : fields) {
            source.line("hash = 31 * hash + %s;", hash(field));
        }
        source.line("return hash;").line("}");
        source.blank().line("@Override").line("public String toString() {");
        source.line("return \"%s(\"", self);
        for (int i = 0; i < fields.size(); i++) {
            FieldSpec field = fields.get(i);
            source.line("        + \"%s%s=\" + %s", i == 0 ? "" : ", ", JavaTypes.name(field), text(field));
        }
        source.line("        + \")\";").line("}");
    }

    private static String differs(FieldSpec field) {
        String name = JavaTypes.name(field);
        if (field.type() == FieldType.Primitive.FLOAT64) {
            return "Double.compare(this.%s, that.%s) != 0".formatted(name, name);
        }
        if (field.type() instanceof FieldType.Primitive) {
            return "this.%s != that.%s".formatted(name, name);
        }
        if (field.type() == FieldType.Blob.BYTES || JavaTypes.isPrimitiveArray(field.type())) {
            return "!Arrays.equals(this.%s, that.%s)".formatted(name, name);
        }
        String call = JavaTypes.isLazy(field) ? "()" : "";
        String owner = JavaTypes.isLazy(field) ? "" : "this.";
        return "!Objects.equals(%s%s%s, that.%s%s)".formatted(owner, name, call, name, call);
    }

    private static String hash(FieldSpec field) {
        String name = JavaTypes.name(field);
        if (field.type() instanceof FieldType.Primitive primitive) {
            return switch (primitive.javaType) {
                case "boolean" -> "Boolean.hashCode(this." + name + ")";
                case "long" -> "Long.hashCode(this." + name + ")";
                case "double" -> "Double.hashCode(this." + name + ")";
                default -> "this." + name;
            };
        }
        if (field.type() == FieldType.Blob.BYTES || JavaTypes.isPrimitiveArray(field.type())) {
            return "Arrays.hashCode(this." + name + ")";
        }
        return JavaTypes.isLazy(field) ? name + "().hashCode()" : "Objects.hashCode(this." + name + ")";
    }

    private static String text(FieldSpec field) {
        String name = JavaTypes.name(field);
        if (field.type() == FieldType.Blob.BYTES) {
            return "(this.%s == null ? \"null\" : this.%s.length + \" bytes\")".formatted(name, name);
        }
        if (JavaTypes.isPrimitiveArray(field.type())) {
            return "Arrays.toString(this." + name + ")";
        }
        return JavaTypes.isLazy(field) ? name + "()" : "this." + name;
    }
}
