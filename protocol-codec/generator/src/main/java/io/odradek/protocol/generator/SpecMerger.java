/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes one specification out of those of several releases. The newest release has the word on every version that it
 * still knows; an older one adds the versions, fields and messages that were dropped since. A version that the older
 * release called unstable was never promised to anyone and is not taken from it.
 */
final class SpecMerger {
    private SpecMerger() {}

    /** Merges releases, given newest first, into specifications in which everything has at least one version. */
    static List<MessageSpec> merge(List<List<MessageSpec>> releases) {
        Map<String, MessageSpec> merged = new LinkedHashMap<>();
        boolean newest = true;
        for (List<MessageSpec> release : releases) {
            // only the request says so, but the response goes with it
            Set<Integer> unstable = release.stream()
                    .filter(MessageSpec::latestVersionUnstable)
                    .map(MessageSpec::apiKey)
                    .collect(Collectors.toSet());
            for (MessageSpec spec : release) {
                try {
                    add(
                            merged,
                            newest || !unstable.contains(spec.apiKey()) ? spec.versions() : withoutLatest(spec),
                            spec);
                } catch (SpecException e) {
                    throw new SpecException(spec.name() + ": " + e.getMessage(), e);
                }
            }
            newest = false;
        }
        merged.values().removeIf(spec -> spec.versions().isEmpty());
        return List.copyOf(merged.values());
    }

    private static void add(Map<String, MessageSpec> merged, Versions offered, MessageSpec spec) {
        MessageSpec known = merged.get(spec.identity());
        if (known == null) {
            merged.put(spec.identity(), restrict(spec, offered));
            return;
        }
        MessageSpec rest = restrict(spec, offered.minus(known.versions()));
        if (!rest.versions().isEmpty()) {
            merged.put(spec.identity(), known.versions().isEmpty() ? rest : union(known, rest, spec));
        }
    }

    private static Versions withoutLatest(MessageSpec spec) {
        return spec.versions().intersect(new Versions(0, spec.versions().highest() - 1));
    }

    /** The specification of a part of its versions; fields and structs that do not occur in them are left out. */
    static MessageSpec restrict(MessageSpec spec, Versions range) {
        Map<String, StructSpec> structs = new LinkedHashMap<>();
        restrictStruct(spec, spec.root(), range, structs);
        boolean hasLatest = range.highest() == spec.versions().highest();
        return new MessageSpec(
                spec.name(),
                spec.kind(),
                spec.apiKey(),
                range,
                spec.flexible().intersect(range),
                spec.latestVersionUnstable() && hasLatest,
                structs);
    }

    private static void restrictStruct(
            MessageSpec spec, StructSpec struct, Versions range, Map<String, StructSpec> structs) {
        StructSpec seen = structs.get(struct.name());
        Versions versions = seen == null ? range : seen.versions().hull(range);
        List<FieldSpec> fields = new ArrayList<>();
        structs.put(struct.name(), new StructSpec(struct.name(), versions, fields));
        for (FieldSpec field : struct.fields()) {
            FieldSpec restricted = field.restrictedTo(versions);
            if (!restricted.versions().isEmpty()) {
                fields.add(restricted);
                FieldType element = field.type() instanceof FieldType.Array array ? array.element() : field.type();
                if (element instanceof FieldType.Struct inner) {
                    restrictStruct(spec, spec.struct(inner.name()), restricted.versions(), structs);
                }
            }
        }
    }

    /** {@code older} is what {@code release} says of the versions that only it has. */
    private static MessageSpec union(MessageSpec newer, MessageSpec older, MessageSpec release) {
        if (!newer.name().equals(older.name())) {
            throw new SpecException("was called " + older.name() + " in versions " + older.versions());
        }
        Map<String, StructSpec> structs = new LinkedHashMap<>();
        newer.structs().forEach((name, struct) -> {
            StructSpec other = older.structs().get(name);
            StructSpec merged = other == null ? struct : union(struct, other);
            structs.put(name, ignoringAsIn(release.structs().get(name), merged));
        });
        older.structs().forEach(structs::putIfAbsent);
        return new MessageSpec(
                newer.name(),
                newer.kind(),
                newer.apiKey(),
                newer.versions().union(older.versions()),
                newer.flexible().union(older.flexible()),
                newer.latestVersionUnstable(),
                structs);
    }

    /** Fields that only the older one has go behind the field that they followed there. */
    private static StructSpec union(StructSpec newer, StructSpec older) {
        List<FieldSpec> fields = new ArrayList<>(newer.fields());
        int next = 0;
        for (FieldSpec field : older.fields()) {
            int at = indexOf(fields, field.name());
            if (at < 0) {
                fields.add(next, field);
                next++;
            } else if (at < next && !field.isTagged()) {
                throw new SpecException("struct " + newer.name() + " has field " + field.name() + " in another place");
            } else {
                fields.set(at, fields.get(at).mergedWith(field));
                next = at + 1;
            }
        }
        return new StructSpec(newer.name(), newer.versions().hull(older.versions()), fields);
    }

    /** A field that either release drops in silence is dropped in silence from the versions that lack it. */
    private static StructSpec ignoringAsIn(@Nullable StructSpec release, StructSpec merged) {
        if (release == null) {
            return merged;
        }
        List<FieldSpec> fields = new ArrayList<>();
        for (FieldSpec field : merged.fields()) {
            boolean ignored =
                    release.field(field.name()).map(FieldSpec::ignorable).orElse(false);
            fields.add(ignored ? field.asIgnorable() : field);
        }
        return new StructSpec(merged.name(), merged.versions(), fields);
    }

    private static int indexOf(List<FieldSpec> fields, String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
