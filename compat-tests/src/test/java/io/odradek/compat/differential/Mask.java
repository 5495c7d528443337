/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import io.odradek.compat.TestBroker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;

/** Takes from an answer what no two brokers have in common, and gives errors their names. */
final class Mask {
    private static final Set<String> MEASURED = Set.of(
            "port",
            "broker_epoch",
            "total_bytes",
            "usable_bytes",
            "size",
            "partition_size",
            "cluster_id",
            "log_dir",
            "finalized_features_epoch");
    /** Those that are given where they are not negative, and not nought. */
    private static final Set<String> GIVEN = Set.of("producer_id", "issue_timestamp_ms");

    private static final Pattern GIVEN_MEMBER = Pattern.compile(".*-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** As a coordinator of KIP-848's gives them. */
    private static final Pattern GIVEN_SHORT = Pattern.compile("[A-Za-z0-9_-]{22}");

    private static final Pattern MADE_UP = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final TestBroker broker;
    private final Map<Uuid, Uuid> symbols;
    private final String givenMember;

    Mask(TestBroker broker, Map<Uuid, Uuid> symbols, String givenMember) {
        this.broker = broker;
        this.symbols = symbols;
        this.givenMember = givenMember;
    }

    static boolean isGiven(String member) {
        return GIVEN_MEMBER.matcher(member).matches();
    }

    Map<String, @Nullable Object> of(ApiKeys api, Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> masked = new LinkedHashMap<>();
        fields.forEach((name, value) -> masked.put(name, masked(api, name, value)));
        return masked;
    }

    private @Nullable Object masked(ApiKeys api, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> fields) {
            Map<String, @Nullable Object> masked = new LinkedHashMap<>();
            fields.forEach((key, each) -> masked.put(key.toString(), masked(api, key.toString(), each)));
            return masked;
        }
        if (value instanceof List<?> elements) {
            List<@Nullable Object> masked = new ArrayList<>();
            elements.forEach(element -> masked.add(masked(api, name, element)));
            return masked;
        }
        return value == null ? null : leaf(name, value);
    }

    private Object leaf(String name, Object value) {
        if (MEASURED.contains(name)) {
            return "measured";
        }
        if (GIVEN.contains(name) && ((Number) value).longValue() > -1) {
            return "given";
        }
        if (name.equals("session_id")) {
            return (Integer) value == 0 ? "none" : "given";
        }
        if (name.equals("error_code")) {
            return Errors.forCode((Short) value).name();
        }
        if (name.equals("error_message") || name.equals("documentation")) {
            // What stands in it is each broker's own.
            return "text";
        }
        if (value instanceof Uuid id) {
            Uuid symbol = symbols.get(id);
            return symbol != null
                    ? "#" + symbol.getLeastSignificantBits()
                    : id.equals(Uuid.ZERO_UUID) ? "none" : "given";
        }
        if (value instanceof MemoryRecords records) {
            return text(records);
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return "0x" + HexFormat.of().formatHex(copy);
        }
        if (name.equals("member_id") && GIVEN_SHORT.matcher(value.toString()).matches()) {
            return "given";
        }
        if (value instanceof String text) {
            String plain = text.replace(givenMember, Peer.GIVEN_MEMBER)
                    .replace(broker.process().dataFolder().toString(), "FOLDER");
            return MADE_UP.matcher(plain).replaceAll("given");
        }
        return value;
    }

    private static String text(MemoryRecords records) {
        List<String> texts = new ArrayList<>();
        for (Record each : records.records()) {
            texts.add(each.offset() + " at " + each.timestamp() + ": " + each.sizeInBytes() + " bytes");
        }
        return texts.toString();
    }
}
