/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.Objects;

/**
 * A field of a struct.
 *
 * @param tag the tag in those versions that carry it as a tagged field, else -1
 * @param defaultText the default as the specification writes it, empty for the default of the type
 * @param ignorable whether a value that a version cannot carry is dropped in silence
 * @param neverFlexible whether the field keeps its old encoding in the flexible versions too
 */
public record FieldSpec(
        String name,
        FieldType type,
        Versions versions,
        Versions nullable,
        int tag,
        String defaultText,
        boolean ignorable,
        boolean neverFlexible,
        String about) {

    public boolean isTagged() {
        return tag >= 0;
    }

    boolean defaultsToNull() {
        return defaultText.equals("null");
    }

    /** The same field in fewer versions. */
    FieldSpec restrictedTo(Versions range) {
        return withVersions(versions.intersect(range), nullable.intersect(range));
    }

    /** This field, in the versions of the other one too, which must say the same thing of it. */
    FieldSpec mergedWith(FieldSpec older) {
        boolean same = type.equals(older.type)
                && tag == older.tag
                && Objects.equals(defaultText, older.defaultText)
                && neverFlexible == older.neverFlexible;
        if (!same) {
            throw new SpecException("field " + name + " is " + this + " here and " + older + " there");
        }
        return withVersions(versions.union(older.versions), nullable.union(older.nullable));
    }

    FieldSpec asIgnorable() {
        return new FieldSpec(name, type, versions, nullable, tag, defaultText, true, neverFlexible, about);
    }

    private FieldSpec withVersions(Versions newVersions, Versions newNullable) {
        return new FieldSpec(name, type, newVersions, newNullable, tag, defaultText, ignorable, neverFlexible, about);
    }

    /** The name of the Java field and of its two accessors. */
    public String javaName() {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
