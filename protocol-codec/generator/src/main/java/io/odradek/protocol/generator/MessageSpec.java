/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One message, of all the versions that its specification knows.
 *
 * @param structs the message's own struct first, then what is nested, by name, in the order of appearance
 */
public record MessageSpec(
        String name,
        Kind kind,
        int apiKey,
        Versions versions,
        Versions flexible,
        boolean latestVersionUnstable,
        Map<String, StructSpec> structs) {

    /** What a message is for. */
    public enum Kind {
        REQUEST,
        RESPONSE,
        HEADER,
        DATA,
        /** Of a record in a coordinator's topic; the API key is the type of record. */
        COORDINATOR_KEY,
        COORDINATOR_VALUE
    }

    public StructSpec root() {
        return struct(name);
    }

    public StructSpec struct(String structName) {
        StructSpec struct = structs.get(structName);
        if (struct == null) {
            throw new SpecException(name + " has no struct " + structName);
        }
        return struct;
    }

    /** What two releases' specifications of the same message have in common. */
    String identity() {
        return kind == Kind.REQUEST || kind == Kind.RESPONSE ? kind + "/" + apiKey : kind + "/" + name;
    }

    /** The names of the structs that hold records, at any depth. */
    Set<String> structsWithRecords() {
        Set<String> found = new TreeSet<>();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (StructSpec struct : structs.values()) {
                boolean holds = struct.fields().stream().anyMatch(field -> holdsRecords(field.type(), found));
                grew |= holds && found.add(struct.name());
            }
        }
        return found;
    }

    private static boolean holdsRecords(FieldType type, Set<String> structsWithRecords) {
        if (type instanceof FieldType.Array array) {
            return holdsRecords(array.element(), structsWithRecords);
        }
        return type == FieldType.Blob.RECORDS
                || (type instanceof FieldType.Struct struct && structsWithRecords.contains(struct.name()));
    }
}
