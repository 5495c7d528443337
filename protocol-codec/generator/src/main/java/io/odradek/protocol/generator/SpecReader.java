/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the message specifications of one release: JSON with comments, one message a file. */
final class SpecReader {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private SpecReader() {}

    /** All the messages in a folder, by file name. */
    static List<MessageSpec> readFolder(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        List<MessageSpec> specs = new ArrayList<>(files.size());
        for (Path file : files) {
            try {
                specs.add(read(Files.readString(file)));
            } catch (SpecException | IOException e) {
                throw new SpecException(file + ": " + e.getMessage(), e);
            }
        }
        return specs;
    }

    static MessageSpec read(String json) throws IOException {
        JsonNode node = JSON.readTree(json);
        String name = required(node, "name");
        Map<String, StructSpec> structs = new LinkedHashMap<>();
        readStruct(name, node, structs);
        for (JsonNode common : node.path("commonStructs")) {
            readStruct(required(common, "name"), common, structs);
        }
        return new MessageSpec(
                name,
                MessageSpec.Kind.valueOf(
                        required(node, "type").toUpperCase(Locale.ROOT).replace('-', '_')),
                node.path("apiKey").asInt(-1),
                Versions.parse(required(node, "validVersions")),
                Versions.parse(node.path("flexibleVersions").asText("none")),
                node.path("latestVersionUnstable").asBoolean(false),
                structs);
    }

    private static void readStruct(String name, JsonNode node, Map<String, StructSpec> structs) {
        if (structs.containsKey(name)) {
            throw new SpecException("struct " + name + " stands there twice");
        }
        List<FieldSpec> fields = new ArrayList<>();
        structs.put(name, new StructSpec(name, Versions.NONE, fields)); // outer structs come before inner ones
        for (JsonNode child : node.path("fields")) {
            FieldSpec field = readField(child);
            fields.add(field);
            FieldType element = field.type() instanceof FieldType.Array array ? array.element() : field.type();
            if (element instanceof FieldType.Struct struct && child.has("fields")) {
                readStruct(struct.name(), child, structs);
            }
        }
    }

    private static FieldSpec readField(JsonNode node) {
        Versions versions = Versions.parse(required(node, "versions"));
        Versions tagged = Versions.parse(node.path("taggedVersions").asText("none"));
        if (!tagged.isEmpty() && !tagged.covers(versions)) {
            throw new SpecException("field " + required(node, "name") + " is tagged in some versions only");
        }
        String flexible = node.path("flexibleVersions").asText("");
        if (!flexible.isEmpty() && !flexible.equals("none")) {
            throw new SpecException("field " + required(node, "name") + " is flexible in " + flexible);
        }
        return new FieldSpec(
                required(node, "name"),
                FieldType.parse(required(node, "type")),
                versions,
                Versions.parse(node.path("nullableVersions").asText("none")),
                tagged.isEmpty() ? -1 : node.path("tag").asInt(-1),
                node.path("default").asText(""),
                node.path("ignorable").asBoolean(false),
                flexible.equals("none"),
                node.path("about").asText(""));
    }

    private static String required(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual()) {
            throw new SpecException(key + " is missing in " + node);
        }
        return value.asText();
    }
}
