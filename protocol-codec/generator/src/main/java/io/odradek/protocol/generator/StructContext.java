/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.function.BiFunction;

/**
 * A struct in its message, and what follows from the versions of the two: which conditions on the version the
 * generated code needs, and which it can leave out because the struct does not occur otherwise.
 */
record StructContext(MessageSpec message, StructSpec struct) {

    boolean isRoot() {
        return struct.name().equals(message.name());
    }

    /** The flexible versions among those of the struct. */
    Versions flexible() {
        return message.flexible().intersect(struct.versions());
    }

    boolean isSometimesFlexible() {
        return !flexible().isEmpty();
    }

    /** Whether the generated methods keep a local {@code flexible}, since it differs by version. */
    boolean needsFlexibleLocal() {
        return isSometimesFlexible() && !flexible().covers(struct.versions());
    }

    /** Declares {@code flexible} where it is needed. */
    void declareFlexible(JavaSource source) {
        if (needsFlexibleLocal()) {
            source.line("boolean flexible = version >= %d;", flexible().lowest());
        }
    }

    /** Opens a block for the flexible versions; returns whether there is anything to put into it. */
    boolean openFlexible(JavaSource source) {
        if (!isSometimesFlexible()) {
            return false;
        }
        source.line(needsFlexibleLocal() ? "if (flexible) {" : "{");
        return true;
    }

    /** The condition that a version is in {@code range}, given that it is in {@code within}; empty if it always is. */
    static String condition(Versions range, Versions within) {
        Versions common = range.intersect(within);
        if (common.isEmpty()) {
            throw new SpecException("no version of " + within + " is in " + range);
        }
        if (common.equals(within)) {
            return "";
        }
        if (common.lowest() == common.highest()) {
            return "version == " + common.lowest();
        }
        if (common.lowest() == within.lowest()) {
            return "version <= " + common.highest();
        }
        String above = "version >= " + common.lowest();
        return common.highest() == within.highest() ? above : above + " && version <= " + common.highest();
    }

    /** The condition that this field is on the wire at all, or empty if it always is. */
    String presence(FieldSpec field) {
        return condition(field.versions(), struct.versions());
    }

    /**
     * An expression that has a form for each pair (flexible, nullable) that occurs in the versions of the field.
     */
    String choose(FieldSpec field, BiFunction<Boolean, Boolean, String> form) {
        Versions flexible = flexibleVersions(field);
        if (flexible.isEmpty() || flexible.covers(field.versions())) {
            return chooseNullable(field, field.versions(), !flexible.isEmpty(), form);
        }
        String compact = chooseNullable(field, flexible, true, form);
        String plain = chooseNullable(field, field.versions().minus(flexible), false, form);
        return compact.equals(plain) ? compact : "flexible ? " + nested(compact) + " : " + nested(plain);
    }

    private static String chooseNullable(
            FieldSpec field, Versions range, boolean flexible, BiFunction<Boolean, Boolean, String> form) {
        Versions nullable = field.nullable().intersect(range);
        if (nullable.isEmpty() || nullable.covers(range)) {
            return form.apply(flexible, !nullable.isEmpty());
        }
        return condition(nullable, range) + " ? " + form.apply(flexible, true) + " : " + form.apply(flexible, false);
    }

    /** As {@link #choose}, for statements. */
    void chooseStatement(JavaSource source, FieldSpec field, BiFunction<Boolean, Boolean, String> form) {
        Versions flexible = flexibleVersions(field);
        if (flexible.isEmpty() || flexible.covers(field.versions())) {
            chooseNullableStatement(source, field, field.versions(), !flexible.isEmpty(), form);
            return;
        }
        source.line("if (flexible) {");
        chooseNullableStatement(source, field, flexible, true, form);
        source.line("} else {");
        chooseNullableStatement(source, field, field.versions().minus(flexible), false, form);
        source.line("}");
    }

    private static void chooseNullableStatement(
            JavaSource source,
            FieldSpec field,
            Versions range,
            boolean flexible,
            BiFunction<Boolean, Boolean, String> form) {
        Versions nullable = field.nullable().intersect(range);
        if (nullable.isEmpty() || nullable.covers(range)) {
            source.line(form.apply(flexible, !nullable.isEmpty()));
            return;
        }
        source.line("if (%s) {", condition(nullable, range));
        source.line(form.apply(flexible, true));
        source.line("} else {");
        source.line(form.apply(flexible, false));
        source.line("}");
    }

    private Versions flexibleVersions(FieldSpec field) {
        return field.neverFlexible() ? Versions.NONE : message.flexible().intersect(field.versions());
    }

    /** An expression as an operand. */
    static String nested(String expression) {
        return expression.contains(" ? ") ? "(" + expression + ")" : expression;
    }
}
