/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The enum of all API keys, which ties requests to responses. */
final class ApiKeyCode {
    private final Map<Integer, MessageSpec> requests = new TreeMap<>();
    private final Map<Integer, MessageSpec> responses = new TreeMap<>();
    private final JavaSource source = new JavaSource();

    private ApiKeyCode(List<MessageSpec> messages) {
        for (MessageSpec message : messages) {
            if (message.kind() == MessageSpec.Kind.REQUEST) {
                requests.put(message.apiKey(), message);
            } else if (message.kind() == MessageSpec.Kind.RESPONSE) {
                responses.put(message.apiKey(), message);
            }
        }
        if (!requests.keySet().equals(responses.keySet())) {
            throw new SpecException("requests " + requests.keySet() + " but responses " + responses.keySet());
        }
        requests.forEach((key, request) -> {
            MessageSpec response = responses.get(key);
            if (response == null || !response.versions().equals(request.versions())) {
                throw new SpecException(request.name() + " and its response have different versions");
            }
        });
    }

    static String emit(List<MessageSpec> messages, String packageName) {
        return "package " + packageName + ";\n\n" + new ApiKeyCode(messages).source();
    }

    private String source() {
        source.line("import io.odradek.protocol.wire.ApiMessage;");
        source.line("import io.odradek.protocol.wire.WireReader;");
        source.line("import org.jspecify.annotations.Nullable;").blank();
        source.doc("The APIs of Kafka's protocol, with all versions that the codec can read and write.");
        source.line("public enum ApiKey {");
        constants();
        fields();
        accessors();
        reader("Request", requests);
        reader("Response", responses);
        return source.line("}").toString();
    }

    private void constants() {
        List<String> constants = new ArrayList<>();
        requests.forEach((key, request) -> constants.add("%s(%d, \"%s\", %d, %d, %d, %d)"
                .formatted(
                        constantName(request),
                        key,
                        apiName(request),
                        request.versions().lowest(),
                        request.versions().highest(),
                        request.flexible().isEmpty()
                                ? Short.MAX_VALUE
                                : request.flexible().lowest(),
                        request.versions().highest() - (request.latestVersionUnstable() ? 1 : 0))));
        for (int i = 0; i < constants.size(); i++) {
            source.line(constants.get(i) + (i == constants.size() - 1 ? ";" : ","));
        }
    }

    static String apiName(MessageSpec request) {
        return request.name().substring(0, request.name().length() - "Request".length());
    }

    static String constantName(MessageSpec request) {
        return apiName(request).replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    private void fields() {
        int highestKey = requests.keySet().stream().max(Integer::compare).orElse(-1);
        source.lines("""

                private static final @Nullable ApiKey[] BY_ID = new ApiKey[%d];

                static {
                for (ApiKey key : values()) {
                BY_ID[key.id] = key;
                }
                }

                private final short id;
                private final String apiName;
                private final short lowestVersion;
                private final short highestVersion;
                private final short lowestFlexibleVersion;
                private final short highestStableVersion;

                ApiKey(int id, String apiName, int lowest, int highest, int lowestFlexible, int highestStable) {
                this.id = (short) id;
                this.apiName = apiName;
                this.lowestVersion = (short) lowest;
                this.highestVersion = (short) highest;
                this.lowestFlexibleVersion = (short) lowestFlexible;
                this.highestStableVersion = (short) highestStable;
                }
                """.formatted(highestKey + 1));
    }

    private void accessors() {
        source.lines("""

                /** The API with this id, or null if there is none. */
                public static @Nullable ApiKey forId(short id) {
                return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
                }

                public short id() {
                return id;
                }

                /** The name as Kafka writes it, such as {@code Produce}. */
                public String apiName() {
                return apiName;
                }

                /** The lowest version that the codec can read and write. */
                public short lowestVersion() {
                return lowestVersion;
                }

                /** The highest version that the codec can read and write, stable or not. */
                public short highestVersion() {
                return highestVersion;
                }

                /** The first flexible version; Short.MAX_VALUE if there is none. */
                public short lowestFlexibleVersion() {
                return lowestFlexibleVersion;
                }

                /** The highest version that Kafka does not call unstable. */
                public short highestStableVersion() {
                return highestStableVersion;
                }

                public boolean isFlexible(short apiVersion) {
                return apiVersion >= lowestFlexibleVersion;
                }

                /** The version of the request's header; the first ControlledShutdown had no client id in it. */
                public short requestHeaderVersion(short apiVersion) {
                if (this == CONTROLLED_SHUTDOWN && apiVersion == 0) {
                return 0;
                }
                return (short) (isFlexible(apiVersion) ? 2 : 1);
                }

                /** The version of the response's header; a client that knows no version yet must read ApiVersions'. */
                public short responseHeaderVersion(short apiVersion) {
                return (short) (this != API_VERSIONS && isFlexible(apiVersion) ? 1 : 0);
                }
                """);
    }

    private void reader(String what, Map<Integer, MessageSpec> messages) {
        source.blank();
        source.line("/** Reads the body of a %s of this API; throws only MalformedMessageException. */"
                .formatted(what.toLowerCase(Locale.ROOT)));
        source.line("public ApiMessage read%s(WireReader in, short apiVersion) {", what);
        source.line("return switch (this) {");
        messages.forEach((key, message) ->
                source.line("case %s -> %s.read(in, apiVersion);", constantName(requestOf(key)), message.name()));
        source.line("};").line("}");
    }

    private MessageSpec requestOf(int key) {
        MessageSpec request = requests.get(key);
        if (request == null) {
            throw new SpecException("no request has the key " + key);
        }
        return request;
    }
}
