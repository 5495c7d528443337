/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.LoggerContext;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.GroupKeys;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.LoggerLevels;
import io.odradek.broker.policy.AlterConfigPolicy;
import io.odradek.controller.ConfigEntity;
import io.odradek.controller.ConfigImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeConfigsRequest;
import io.odradek.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.odradek.protocol.message.DescribeConfigsResponse;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.odradek.protocol.message.IncrementalAlterConfigsResponse;
import io.odradek.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import io.odradek.protocol.message.ListConfigResourcesRequest;
import io.odradek.protocol.message.ListConfigResourcesResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kafka 4.3.1 answered to the same requests about groups, with a session timeout of 50 s in its file. */
class GroupConfigHandlersTest {
    private static final byte GROUP = 32;
    private static final byte SET = 0;
    private static final byte DELETE = 1;

    private final LiveSettings settings = new LiveSettings(
            BrokerConfig.of(Map.of("broker.id", "1", "group.consumer.session.timeout.ms", "50000")), 1);
    private final ConfigStoreFake store = new ConfigStoreFake(settings);
    private final ClusterView cluster = new ClusterView("cluster");
    private final LoggerLevels loggers = new LoggerLevels(new LoggerContext());
    private final Map<ConfigEntity, Map<String, String>> unheard = new HashMap<>();
    private final ConfigChanges changes = new ConfigChanges(cluster, settings, loggers, store, AlterConfigPolicy.NONE);

    @Test
    void aGroupShowsItsOverridesAboveTheBrokersKeys() {
        store.store(ConfigEntity.group("g 1"), Map.of("consumer.session.timeout.ms", "46000"));

        DescribeConfigsResult result = describe("g 1", "consumer.session.timeout.ms");

        DescribeConfigsResourceResult timeout = result.configs().get(0);
        assertThat(timeout.value()).isEqualTo("46000");
        assertThat(timeout.configSource()).isEqualTo((byte) 8);
        assertThat(timeout.synonyms())
                .extracting(synonym -> tuple(synonym.name(), synonym.value(), synonym.source()))
                .containsExactly(
                        tuple("consumer.session.timeout.ms", "46000", (byte) 8),
                        tuple("group.consumer.session.timeout.ms", "50000", (byte) 4),
                        tuple("group.consumer.session.timeout.ms", "45000", (byte) 5));
    }

    @Test
    void whatAnotherBrokerHasJustStoredIsRead() {
        unheard.put(ConfigEntity.group("g"), Map.of("consumer.heartbeat.interval.ms", "7000"));

        assertThat(describe("g", "consumer.heartbeat.interval.ms")
                        .configs()
                        .get(0)
                        .value())
                .isEqualTo("7000");
    }

    @Test
    void aGroupThatNobodyHasHeardOfHasTheBrokersSettings() {
        DescribeConfigsResult result = describe("nobody");

        assertThat(result.configs()).hasSize(17);
        assertThat(settings.group("nobody").get(GroupKeys.CONSUMER_SESSION_TIMEOUT_MS))
                .isEqualTo(50_000);
        assertThat(settings.group("nobody").get(GroupKeys.CONSUMER_HEARTBEAT_INTERVAL_MS))
                .isEqualTo(5_000);
    }

    @Test
    void aGroupsIdMayHaveAnyCharacters() {
        String id = "a/b *?%+ü<default>";

        alter(id, config("consumer.session.timeout.ms", SET, "47000"));

        assertThat(ConfigEntity.group(id).path()).isEqualTo("groups/a%2Fb%20%2A%3F%25%2B%C3%BC%3Cdefault%3E");
        assertThat(settings.group(id).get(GroupKeys.CONSUMER_SESSION_TIMEOUT_MS))
                .isEqualTo(47_000);
        assertThat(listed()).containsExactly(id);
    }

    @Test
    void whatIsDeletedIsTheBrokersAgain() {
        alter("g", config("consumer.session.timeout.ms", SET, "47000"));

        alter("g", config("consumer.session.timeout.ms", DELETE, null));

        assertThat(settings.group("g").get(GroupKeys.CONSUMER_SESSION_TIMEOUT_MS))
                .isEqualTo(50_000);
        assertThat(listed()).isEmpty();
    }

    @Test
    void whatWasStoredUnderOtherBoundsCountsAsFarAsTheBrokersGo() {
        store.store(ConfigEntity.group("g"), Map.of("consumer.session.timeout.ms", "900000"));

        assertThat(settings.group("g").get(GroupKeys.CONSUMER_SESSION_TIMEOUT_MS))
                .isEqualTo(60_000);
    }

    @ParameterizedTest
    @CsvSource({
        "consumer.session.timeout.ms, 47000, NONE, ",
        "consumer.session.timeout.ms, 1000, INVALID_CONFIG, must be greater than or equal to"
                + " group.consumer.min.session.timeout.ms",
        "consumer.session.timeout.ms, 61000, INVALID_CONFIG, must be less than or equal to"
                + " group.consumer.max.session.timeout.ms",
        "consumer.heartbeat.interval.ms, 4999, INVALID_CONFIG, must be greater than or equal to"
                + " group.consumer.min.heartbeat.interval.ms",
        "consumer.assignment.interval.ms, 15001, INVALID_CONFIG, must be less than or equal to"
                + " group.consumer.max.assignment.interval.ms",
        "streams.num.standby.replicas, 3, INVALID_CONFIG, must be less than or equal to"
                + " group.streams.max.standby.replicas",
        "share.auto.offset.reset, by_duration:PT1H, NONE, ",
        "share.auto.offset.reset, never, INVALID_CONFIG, ",
        "share.isolation.level, read_committed, NONE, ",
        "share.isolation.level, none, INVALID_CONFIG, ",
        "retention.ms, 1, INVALID_CONFIG, Unknown group config name: retention.ms",
    })
    void aChangeGetsKafkasCode(String key, String value, ErrorCode expected, String reason) {
        AlterConfigsResourceResponse response = alter("g", config(key, SET, value));

        assertThat(ErrorCode.forCode(response.errorCode())).isEqualTo(expected);
        if (reason != null) {
            assertThat(response.errorMessage()).contains(reason);
        }
    }

    @Test
    void aGroupNeedsAName() {
        assertThat(ErrorCode.forCode(alter("", config("consumer.session.timeout.ms", SET, "47000"))
                        .errorCode()))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(ErrorCode.forCode(describe("").errorCode())).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private DescribeConfigsResult describe(String id, String... keys) {
        var reply = new RecordedReply<DescribeConfigsResponse>();
        DescribeConfigsRequest request = new DescribeConfigsRequest()
                .includeSynonyms(true)
                .resources(List.of(new DescribeConfigsResource()
                        .resourceType(GROUP)
                        .resourceName(id)
                        .configurationKeys(keys.length == 0 ? null : List.of(keys))));
        new DescribeConfigsHandler(cluster, settings, loggers, this::readStored)
                .handle(context(ApiKey.DESCRIBE_CONFIGS, (short) 4), request, reply);
        return reply.answer().results().get(0);
    }

    private CompletionStage<ConfigImage> readStored(List<ConfigEntity> entities) {
        entities.stream().filter(unheard::containsKey).forEach(entity -> store.store(entity, unheard.get(entity)));
        return CompletableFuture.completedFuture(settings.image());
    }

    private static AlterableConfig config(String name, byte operation, String value) {
        return new AlterableConfig().name(name).configOperation(operation).value(value);
    }

    private AlterConfigsResourceResponse alter(String id, AlterableConfig config) {
        var reply = new RecordedReply<IncrementalAlterConfigsResponse>();
        IncrementalAlterConfigsRequest request = new IncrementalAlterConfigsRequest()
                .resources(List.of(new AlterConfigsResource()
                        .resourceType(GROUP)
                        .resourceName(id)
                        .configs(List.of(config))));
        new IncrementalAlterConfigsHandler(changes)
                .handle(context(ApiKey.INCREMENTAL_ALTER_CONFIGS, (short) 1), request, reply);
        return reply.answer().responses().get(0);
    }

    private List<String> listed() {
        var reply = new RecordedReply<ListConfigResourcesResponse>();
        new ListConfigResourcesHandler(cluster, settings)
                .handle(
                        context(ApiKey.LIST_CONFIG_RESOURCES, (short) 1),
                        new ListConfigResourcesRequest().resourceTypes(new byte[] {GROUP}),
                        reply);
        return reply.answer().configResources().stream()
                .map(ListConfigResourcesResponse.ConfigResource::resourceName)
                .toList();
    }

    @SuppressWarnings("NullAway") // none of these handlers looks at the connection
    private static RequestContext context(ApiKey key, short version) {
        return new RequestContext(key, version, 7, "test", null, 100, false);
    }
}
