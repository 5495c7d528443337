/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import static java.util.Map.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/** What plain fields are given, by their names: what a {@link World} has more often than what it has not. */
final class Values {
    private static final List<String> TOPICS = List.of(
            "orders",
            "orders",
            "wide",
            "wide",
            "compacted",
            "extra-1",
            "extra-2",
            "extra-3",
            "missing",
            "bad name!",
            "");
    private static final List<String> GROUPS =
            List.of("committed", "committed", "group-1", "group-2", "group-3", "missing", "");
    private static final List<String> KEYS = List.of(
            "retention.ms",
            "cleanup.policy",
            "max.message.bytes",
            "compression.type",
            "flush.ms",
            "no.such",
            "consumer.session.timeout.ms",
            "log.cleaner.threads");
    private static final List<String> CONFIG_VALUES =
            List.of("-1", "compact", "delete", "60000000000000", "1048576", "gzip", "soon", "2", "50000", "");

    private static final Map<String, List<String>> TEXTS = Map.ofEntries(
            entry("group_id", GROUPS),
            entry("groups", GROUPS),
            entry("groups_names", GROUPS),
            entry("group_ids", GROUPS),
            entry("key", GROUPS),
            entry("coordinator_keys", GROUPS),
            entry("member_id", List.of("", "", Peer.GIVEN_MEMBER, "member-1")),
            entry("group_instance_id", List.of("instance-1", "instance-2", "")),
            entry("protocol_type", List.of("consumer", "consumer", "consumer", "other", "")),
            entry("protocol_name", List.of("range", "range", "roundrobin", "")),
            entry("protocols.name", List.of("range", "range", "roundrobin", "")),
            entry("server_assignor", List.of("uniform", "range", "no-such")),
            entry("subscribed_topic_regex", List.of("ord.*", "ord(", "")),
            entry("states_filter", List.of("Empty", "Stable", "stable", "no-such", "")),
            entry("types_filter", List.of("classic", "consumer", "no-such")),
            entry("configs.name", KEYS),
            entry("config_name", KEYS),
            entry("configuration_keys", KEYS),
            entry("value", CONFIG_VALUES),
            entry("config_value", CONFIG_VALUES),
            entry("resource_name", List.of("orders", "wide", "1", "")),
            entry("transactional_id", List.of("")),
            entry("rack_id", List.of("", "", "rack")),
            entry("rack", List.of("", "rack")),
            entry("committed_metadata", List.of("", "metadata")),
            entry("metadata", List.of("metadata")),
            entry("reason", List.of("because", "")),
            entry("feature", List.of("group.version", "group.version", "no.such", "")),
            entry("path", List.of("/no/such/folder", "relative")),
            entry("client_software_name", List.of("test", "test", "not one!")),
            entry("client_software_version", List.of("1", "1", "")),
            entry("cluster_id", List.of("other")));

    private static final Map<String, long[]> NUMBERS = Map.ofEntries(
            numbers("partition_index", 0, 0, 0, 1, 3, 9, -1),
            numbers("partition", 0, 0, 0, 1, 3, 9, -1),
            numbers("partitions", 0, 0, 0, 1, 3, 9, -1),
            numbers("partition_indexes", 0, 0, 1, 3, 9, -1),
            numbers("broker_id", 1, 1, 1, 9, -1),
            numbers("broker_ids", 1, 1, 1, 9),
            numbers("replicas", 1, 1, 1, 9),
            numbers("replica_id", -1),
            numbers("replica_epoch", -1),
            numbers("isolation_level", 0, 0, 1),
            numbers("timeout_ms", 10_000),
            numbers("timestamp", -1, -1, -2, -3, -4, World.FIRST_MS + 3_000, 0, Long.MAX_VALUE),
            numbers("current_leader_epoch", -1, -1, -1, 0, 0, 1),
            numbers("leader_epoch", 0, 0, -1, 1, 5),
            numbers("committed_leader_epoch", -1, 0, 5),
            numbers("last_fetched_epoch", -1, -1, 0, 5),
            numbers("max_num_offsets", 1),
            numbers("fetch_offset", 0, 0, 5, 10, 11, 1_000, -1),
            numbers("log_start_offset", -1),
            numbers("max_wait_ms", 0, 10),
            numbers("min_bytes", 0, 1),
            numbers("max_bytes", 1 << 20, 1 << 20, 100, 0),
            numbers("partition_max_bytes", 1 << 20, 1 << 20, 100, 0),
            numbers("session_epoch", -1, -1, 0, 1),
            numbers("acks", -1, -1, 1, 1, 2),
            numbers("producer_id", -1, -1, -1, 77, 1_000),
            numbers("producer_epoch", -1, -1, 0, 1),
            numbers("transaction_timeout_ms", 60_000, 60_000, 0, Integer.MAX_VALUE),
            numbers("num_partitions", 1, 1, 2, -1, 0, -5),
            numbers("replication_factor", 1, 1, -1, 0, 2),
            numbers("count", 1, 2, 5, 0, -1),
            numbers("offset", 0, 2, -1, 1_000, -5),
            numbers("resource_type", 2, 2, 2, 4, 4, 32, 1, 0, 77),
            numbers("config_operation", 0, 0, 0, 1, 2, 3),
            numbers("session_timeout_ms", 60_000, 60_000, 60_000, 1),
            numbers("rebalance_timeout_ms", 300),
            numbers("generation_id", -1, -1, 0, 1, 1, 2),
            numbers("generation_id_or_member_epoch", -1, -1, 0, 1, 2),
            numbers("member_epoch", 0, 0, 0, -1, -2, 1, 5),
            numbers("key_type", 0, 0, 0, 0, 5),
            numbers("committed_offset", 3, 3, 0, 7),
            numbers("commit_timestamp", -1),
            numbers("retention_time_ms", -1),
            numbers("max_version_level", 1, 1, 2, -1),
            numbers("upgrade_type", 1, 1, 2, 3, 0, 9),
            numbers("response_partition_limit", 2_000, 1, 0),
            numbers("endpoint_type", 1, 1, 1, 2, 0),
            numbers("election_type", 0, 0, 1, 7),
            numbers("session_id", 0, 0, 0, 777));

    private static final Set<String> NULL_MOSTLY = Set.of(
            "transactional_id",
            "group_instance_id",
            "cluster_id",
            "subscribed_topic_regex",
            "rack_id",
            "cursor",
            "server_assignor");

    private final Random random;

    Values(Random random) {
        this.random = random;
    }

    private static Map.Entry<String, long[]> numbers(String name, long... values) {
        return entry(name, values);
    }

    /** Kafka never answers when records are null. */
    static boolean isNeverNull(String name) {
        return name.equals("records");
    }

    static boolean isNullMostly(String name) {
        return NULL_MOSTLY.contains(name);
    }

    Object of(String path, String name, Type type) {
        return switch (type.toString().replace("COMPACT_", "").replace("NULLABLE_", "")) {
            case "BOOLEAN" -> random.nextInt(3) == 0;
            case "INT8" -> (byte) number(name);
            case "INT16" -> (short) number(name);
            case "UINT16", "INT32" -> (int) number(name);
            case "UINT32", "INT64" -> number(name);
            case "FLOAT64" -> (double) number(name);
            case "UUID" -> World.topicSymbol(random.nextInt(World.TOPICS.size() + 2) - 1);
            case "STRING" -> text(path, name);
            case "BYTES" -> ByteBuffer.wrap(bytes(random.nextInt(3)));
            case "RECORDS" -> records();
            default -> throw new IllegalStateException(path + name + " is of type " + type);
        };
    }

    private long number(String name) {
        long[] numbers = NUMBERS.getOrDefault(name, new long[] {0, 1, -1});
        return numbers[random.nextInt(numbers.length)];
    }

    private String text(String path, String name) {
        String parent = path.isEmpty() ? "" : path.substring(path.lastIndexOf('.', path.length() - 2) + 1);
        return any(TEXTS.getOrDefault(parent + name, TEXTS.getOrDefault(name, TOPICS)));
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }

    private MemoryRecords records() {
        SimpleRecord[] records = LongStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> new SimpleRecord(
                        World.FIRST_MS + 60_000 + i * 1_000, "key".getBytes(StandardCharsets.UTF_8), bytes(5)))
                .toArray(SimpleRecord[]::new);
        boolean idempotent = random.nextInt(5) == 0;
        return MemoryRecords.withRecords(
                RecordBatch.MAGIC_VALUE_V2,
                0,
                random.nextBoolean() ? Compression.NONE : Compression.gzip().build(),
                TimestampType.CREATE_TIME,
                idempotent ? 77 : RecordBatch.NO_PRODUCER_ID,
                idempotent ? 0 : RecordBatch.NO_PRODUCER_EPOCH,
                idempotent ? random.nextInt(2) : RecordBatch.NO_SEQUENCE,
                0,
                false,
                records);
    }

    /** Fields of one message that mean something together. */
    void agree(Map<String, @Nullable Object> fields) {
        if (fields.get("resource_type") instanceof Byte type && fields.containsKey("resource_name")) {
            switch (type) {
                case 2 -> fields.put("resource_name", any(TOPICS));
                case 4 -> {
                    fields.put("resource_name", any(List.of("1", "1", "", "9", "one")));
                    // All keys of a broker are those of its mode.
                    if (fields.containsKey("configuration_keys") && fields.get("configuration_keys") == null) {
                        fields.put("configuration_keys", List.of(any(KEYS)));
                    }
                }
                case 32 -> fields.put("resource_name", any(GROUPS));
                default -> fields.put("resource_name", "orders");
            }
        }
        if (fields.get("topic_id") instanceof Uuid && fields.get("name") != null && random.nextInt(8) != 0) {
            if (random.nextBoolean()) {
                fields.put("topic_id", Uuid.ZERO_UUID);
            } else {
                fields.put("name", null);
            }
        }
    }
}
