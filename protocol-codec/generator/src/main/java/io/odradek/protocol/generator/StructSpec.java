/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A struct: the message itself or something nested in it.
 *
 * @param versions the versions in which it occurs, known only after {@link SpecMerger#restrict}
 */
public record StructSpec(String name, Versions versions, List<FieldSpec> fields) {

    Optional<FieldSpec> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }

    /** The fields that are written in place, in the order of the wire. */
    List<FieldSpec> untagged() {
        return fields.stream().filter(field -> !field.isTagged()).toList();
    }

    /** The tagged fields in the order of their tags. */
    List<FieldSpec> tagged() {
        List<FieldSpec> tagged = new ArrayList<>(fields);
        tagged.removeIf(field -> !field.isTagged());
        tagged.sort((a, b) -> Integer.compare(a.tag(), b.tag()));
        return tagged;
    }
}
