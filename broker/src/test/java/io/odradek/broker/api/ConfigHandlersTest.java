/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.LoggerLevels;
import io.odradek.controller.ConfigEntity;
import io.odradek.controller.ConfigImage;
import io.odradek.controller.Outcome;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AlterConfigsRequest;
import io.odradek.protocol.message.AlterConfigsResponse;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.CreateTopicsResponse.CreatableTopicConfigs;
import io.odradek.protocol.message.DescribeConfigsRequest;
import io.odradek.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.odradek.protocol.message.DescribeConfigsResponse;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.odradek.protocol.message.IncrementalAlterConfigsResponse;
import io.odradek.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import io.odradek.protocol.message.ListConfigResourcesRequest;
import io.odradek.protocol.message.ListConfigResourcesResponse;
import io.odradek.protocol.wire.Uuid;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Kafka 4.3.1 answered to the same requests, with broker 1, retention of 100 hours in its file, and the topics t1
 * (retention.ms=1000, max.message.bytes=2000) and t2. Where we differ on purpose, the test says so.
 */
class ConfigHandlersTest {
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;
    private static final byte LOGGER = 8;
    private static final byte SET = 0;
    private static final byte DELETE = 1;
    private static final byte APPEND = 2;
    private static final byte SUBTRACT = 3;

    private final LiveSettings settings = new LiveSettings(
            BrokerConfig.of(Map.of("broker.id", "1", "log.retention.hours", "100", "ssl.key.password", "swordfish")),
            1);
    private final ConfigStoreFake store = new ConfigStoreFake(settings);
    private final ClusterView cluster = new ClusterView("cluster");
    private final LoggerContext logging = new LoggerContext();
    private final LoggerLevels loggers = new LoggerLevels(logging);
    private final Map<ConfigEntity, Map<String, String>> unheard = new HashMap<>();
    private final DescribeConfigsHandler describe =
            new DescribeConfigsHandler(cluster, settings, loggers, this::readStored);
    private final ConfigChanges changes = new ConfigChanges(cluster, settings, loggers, store, this::policy);
    private String heard = "";

    @BeforeEach
    void twoTopicsAndALogger() {
        PartitionImage led = new PartitionImage(
                0, new LeaderState(1, 0, List.of(1), 0), List.of(1), List.of(), List.of(), List.of());
        cluster.apply(new ImageDelta(
                1,
                1,
                Map.of(),
                List.of(
                        new ImageDelta.TopicChange("t1", new Uuid(1, 1), List.of(led)),
                        new ImageDelta.TopicChange("t2", new Uuid(1, 2), List.of(led)))));
        store.store(ConfigEntity.topic("t1"), Map.of("retention.ms", "1000", "max.message.bytes", "2000"));
        logging.getLogger("ROOT").setLevel(Level.WARN);
        logging.getLogger("some.logger");
    }

    private CompletionStage<ConfigImage> readStored(List<ConfigEntity> entities) {
        entities.stream().filter(unheard::containsKey).forEach(entity -> store.store(entity, unheard.get(entity)));
        return CompletableFuture.completedFuture(settings.image());
    }

    @Test
    void theOperatorsPolicyHearsWhatARequestNamesAndHasTheLastWord() {
        var wanted = resource(
                TOPIC,
                "t1",
                config("cleanup.policy", APPEND, "compact"),
                config("retention.ms", DELETE, null),
                config("max.message.bytes", SET, "7"));

        var refused = incremental(new IncrementalAlterConfigsRequest().resources(List.of(wanted)));

        assertThat(heard).isEqualTo("TOPIC t1 {cleanup.policy=delete,compact, max.message.bytes=7, retention.ms=null}");
        assertThat(refused.get(0).errorCode()).isEqualTo(ErrorCode.POLICY_VIOLATION.code());
        assertThat(refused.get(0).errorMessage()).isEqualTo("not in my cluster");
    }

    @Test
    void whatATopicWasCreatedWithIsReadAsNobodyIsNotifiedOfIt() {
        unheard.put(ConfigEntity.topic("t2"), Map.of("min.insync.replicas", "2"));

        assertThat(described(TOPIC, "t2", "min.insync.replicas").value()).isEqualTo("2");
    }

    @Test
    void aTopicShowsItsOverridesAboveTheBrokersKeys() {
        store.store(ConfigEntity.allBrokers(), Map.of("log.retention.ms", "777777"));

        DescribeConfigsResourceResult retention = described(TOPIC, "t1", "retention.ms");

        assertThat(retention.value()).isEqualTo("1000");
        assertThat(retention.configSource()).isEqualTo((byte) 1);
        assertThat(retention.readOnly()).isFalse();
        assertThat(retention.configType()).isEqualTo((byte) 5);
        assertThat(synonyms(retention))
                .containsExactly(
                        tuple("retention.ms", "1000", (byte) 1),
                        tuple("log.retention.ms", "777777", (byte) 3),
                        tuple("log.retention.hours", "100", (byte) 4),
                        tuple("log.retention.hours", "168", (byte) 5));
    }

    @Test
    void aKeyThatIsNeverInTheFileIsShownWhereItIsStoredAndHasNoDefault() {
        String key = "leader.replication.throttled.rate";
        assertThat(ask(BROKER, "1", key).configs()).isEmpty();

        store.store(ConfigEntity.broker(1), Map.of(key, "1000"));

        DescribeConfigsResourceResult rate = described(BROKER, "1", key);
        assertThat(rate.value()).isEqualTo("1000");
        assertThat(synonyms(rate)).containsExactly(tuple(key, "1000", (byte) 2));
    }

    @Test
    void aTopicsDefaultComesFromTheBrokerInMilliseconds() {
        DescribeConfigsResourceResult retention = described(TOPIC, "t2", "retention.ms");
        DescribeConfigsResourceResult segment = described(TOPIC, "t2", "segment.bytes");

        assertThat(retention.value()).isEqualTo("360000000");
        assertThat(retention.configSource()).isEqualTo((byte) 5);
        assertThat(retention.synonyms()).isEmpty();
        assertThat(synonyms(segment)).containsExactly(tuple("log.segment.bytes", "1073741824", (byte) 5));
    }

    @Test
    void aTopicShowsEveryPublicKeyOfKafka4AndUnknownNamesAreNotAnswered() {
        assertThat(ask(TOPIC, "t1").configs())
                .hasSize(33)
                .noneMatch(config -> config.name().equals("internal.segment.bytes"));
        assertThat(ask(TOPIC, "t1", "retention.ms", "nope").configs())
                .extracting(DescribeConfigsResourceResult::name)
                .containsExactly("retention.ms");
    }

    @Test
    void documentationAndSynonymsComeOnlyWhenAskedFor() {
        DescribeConfigsResult bare = describe(new DescribeConfigsRequest(), TOPIC, "t1", "retention.ms");
        DescribeConfigsResult full = describe(
                new DescribeConfigsRequest().includeDocumentation(true).includeSynonyms(true),
                TOPIC,
                "t1",
                "retention.ms");

        assertThat(bare.configs().get(0).documentation()).isNull();
        assertThat(bare.configs().get(0).synonyms()).isEmpty();
        assertThat(full.configs().get(0).documentation()).isNotEmpty();
        assertThat(full.configs().get(0).synonyms()).isNotEmpty();
    }

    @Test
    void aBrokerShowsItsKeysWithWhereTheyComeFrom() {
        store.store(ConfigEntity.broker(1), Map.of("log.cleaner.threads", "2"));

        DescribeConfigsResourceResult threads = described(BROKER, "1", "log.cleaner.threads");
        DescribeConfigsResourceResult hours = described(BROKER, "1", "log.retention.hours");
        DescribeConfigsResourceResult ms = described(BROKER, "1", "log.retention.ms");

        assertThat(synonyms(threads))
                .containsExactly(
                        tuple("log.cleaner.threads", "2", (byte) 2), tuple("log.cleaner.threads", "1", (byte) 5));
        assertThat(threads.readOnly()).isFalse();
        assertThat(hours.readOnly()).isTrue();
        assertThat(synonyms(hours))
                .containsExactly(
                        tuple("log.retention.hours", "100", (byte) 4), tuple("log.retention.hours", "168", (byte) 5));
        assertThat(ms.value()).isNull();
        assertThat(ms.configSource()).isEqualTo((byte) 5);
        assertThat(ms.synonyms()).isEmpty();
    }

    @Test
    void aSecretShowsNeitherValueNorSynonymTexts() {
        DescribeConfigsResourceResult password = described(BROKER, "1", "ssl.key.password");

        assertThat(password.isSensitive()).isTrue();
        assertThat(password.value()).isNull();
        assertThat(synonyms(password)).containsExactly(tuple("ssl.key.password", null, (byte) 4));
    }

    @Test
    void whatIsStoredAndNobodyKnowsIsShownAsASecret() {
        store.store(ConfigEntity.allBrokers(), Map.of("nobody.knows", "2"));

        DescribeConfigsResourceResult ofAll = described(BROKER, "", "nobody.knows");
        DescribeConfigsResourceResult ofOne = described(BROKER, "1", "nobody.knows");

        for (DescribeConfigsResourceResult shown : List.of(ofAll, ofOne)) {
            assertThat(shown.value()).isNull();
            assertThat(shown.isSensitive()).isTrue();
            assertThat(shown.configType()).isZero();
            assertThat(shown.configSource()).isEqualTo((byte) 3);
        }
    }

    @Test
    void allBrokersShowOnlyWhatIsStoredForThem() {
        store.store(ConfigEntity.allBrokers(), Map.of("log.retention.ms", "777777"));

        List<DescribeConfigsResourceResult> configs = ask(BROKER, "").configs();

        assertThat(configs).hasSize(1);
        assertThat(synonyms(configs.get(0))).containsExactly(tuple("log.retention.ms", "777777", (byte) 3));
    }

    @Test
    void loggersShowTheLevelInEffect() {
        DescribeConfigsResourceResult logger = described(LOGGER, "1", "some.logger");

        assertThat(logger.value()).isEqualTo("WARN");
        assertThat(logger.configSource()).isEqualTo((byte) 6);
        assertThat(logger.configType()).isZero();
        assertThat(described(LOGGER, "1", "root").value()).isEqualTo("WARN");
    }

    @ParameterizedTest
    @CsvSource({
        "2, absent, UNKNOWN_TOPIC_OR_PARTITION",
        "2, bad name!, INVALID_TOPIC_EXCEPTION",
        "2, '', INVALID_TOPIC_EXCEPTION",
        "4, 9, INVALID_REQUEST",
        "4, abc, INVALID_REQUEST",
        "8, '', INVALID_REQUEST",
        "8, 2, INVALID_REQUEST",
        "1, g1, INVALID_REQUEST",
        "77, g1, INVALID_REQUEST",
    })
    void whatCannotBeDescribedIsAnsweredWithKafkasCode(byte type, String name, ErrorCode expected) {
        DescribeConfigsResult result = ask(type, name);

        assertThat(result.errorCode()).isEqualTo(expected.code());
        assertThat(result.configs()).isEmpty();
        assertThat(result.resourceName()).isEqualTo(name);
    }

    @Test
    void appendingStartsFromTheDefaultAndDoesNotRepeat() {
        assertThat(alter(TOPIC, "t2", config("cleanup.policy", APPEND, "compact")))
                .isEqualTo(ErrorCode.NONE);
        assertThat(alter(TOPIC, "t2", config("cleanup.policy", APPEND, "compact")))
                .isEqualTo(ErrorCode.NONE);

        assertThat(store.stored(ConfigEntity.topic("t2"))).containsEntry("cleanup.policy", "delete,compact");

        assertThat(alter(TOPIC, "t2", config("cleanup.policy", SUBTRACT, "delete")))
                .isEqualTo(ErrorCode.NONE);

        assertThat(described(TOPIC, "t2", "cleanup.policy").value()).isEqualTo("compact");
    }

    @Test
    void deletingAnOverrideBringsTheDefaultBack() {
        assertThat(alter(TOPIC, "t1", config("retention.ms", DELETE, null), config("nope", DELETE, null)))
                .isEqualTo(ErrorCode.NONE);

        assertThat(store.stored(ConfigEntity.topic("t1"))).containsOnlyKeys("max.message.bytes");
    }

    @Test
    void whatIsOnlyToBeCheckedChangesNothing() {
        IncrementalAlterConfigsRequest request = request(TOPIC, "t1", config("retention.ms", SET, "7"));

        assertThat(incremental(request.validateOnly(true)).get(0).errorCode()).isZero();

        assertThat(store.stored(ConfigEntity.topic("t1"))).containsEntry("retention.ms", "1000");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "2, t2, retention.ms, 2, 5, INVALID_CONFIG",
                "2, t2, retention.ms, 0, null, INVALID_REQUEST",
                "2, t2, cleanup.policy, 2, null, INVALID_REQUEST",
                "2, t2, nope, 0, 1, INVALID_CONFIG",
                "2, t2, nope, 1, null, NONE",
                "2, t2, retention.ms, 0, x, INVALID_CONFIG",
                "2, t2, compression.type, 0, brotli, INVALID_CONFIG",
                "2, absent, retention.ms, 0, 5, UNKNOWN_TOPIC_OR_PARTITION",
                "2, '', retention.ms, 0, 5, INVALID_REQUEST",
                "4, 1, log.dirs, 0, /x, INVALID_REQUEST",
                "4, 1, nope, 0, /x, NONE",
                "4, 1, log.cleaner.threads, 0, -4, INVALID_REQUEST",
                "4, 1, log.cleaner.threads, 0, 2, NONE",
                "4, 1, log.cleaner.threads, 1, null, NONE",
                "4, 1, message.max.bytes, 0, abc, INVALID_REQUEST",
                "4, 1, num.network.threads, 0, 100, INVALID_REQUEST",
                "4, 1, num.network.threads, 0, 4, NONE",
                "4, 1, leader.replication.throttled.rate, 0, 1000, NONE",
                "4, '', log.retention.ms, 0, 777777, NONE",
                "4, '', ssl.keystore.location, 0, /x, INVALID_REQUEST",
                "4, 7, log.cleaner.threads, 0, 2, INVALID_REQUEST",
                "4, abc, log.cleaner.threads, 0, 2, INVALID_REQUEST",
                "8, 1, some.logger, 0, DEBUG, NONE",
                "8, 1, some.logger, 1, null, NONE",
                "8, 1, nope.logger, 0, DEBUG, INVALID_CONFIG",
                "8, 1, root, 0, LOUD, INVALID_CONFIG",
                "8, 1, root, 1, null, INVALID_REQUEST",
                "8, 1, root, 2, INFO, INVALID_REQUEST",
                "8, 2, root, 0, INFO, INVALID_REQUEST",
                "8, '', root, 0, INFO, INVALID_REQUEST",
                "77, 1, root, 0, INFO, INVALID_REQUEST",
            })
    void oneStepGetsKafkasCode(
            byte type, String name, String key, byte operation, @Nullable String value, ErrorCode expected) {
        assertThat(alter(type, name, config(key, operation, value))).isEqualTo(expected);
    }

    @Test
    void anOperationThatDoesNotExistIsTheClientsMistake() {
        // Kafka 4.3.1 answers UNKNOWN_SERVER_ERROR, as if it were its own.
        assertThat(alter(TOPIC, "t2", config("retention.ms", (byte) 9, "5"))).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aResourceOrAKeyNamedTwiceIsRefused() {
        IncrementalAlterConfigsRequest twice = new IncrementalAlterConfigsRequest()
                .resources(List.of(
                        resource(TOPIC, "t1", config("retention.ms", SET, "5")),
                        resource(TOPIC, "t1", config("retention.ms", SET, "6"))));

        assertThat(incremental(twice))
                .extracting(AlterConfigsResourceResponse::errorCode)
                .containsExactly(ErrorCode.INVALID_REQUEST.code(), ErrorCode.INVALID_REQUEST.code());
        assertThat(alter(TOPIC, "t1", config("retention.ms", SET, "5"), config("retention.ms", DELETE, null)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(store.stored(ConfigEntity.topic("t1"))).containsEntry("retention.ms", "1000");
    }

    @Test
    void outcomesComeInTheOrderOfTheRequest() {
        IncrementalAlterConfigsRequest several = new IncrementalAlterConfigsRequest()
                .resources(List.of(
                        resource(TOPIC, "absent", config("retention.ms", SET, "5")),
                        resource(TOPIC, "t2", config("retention.ms", SET, "x")),
                        resource(BROKER, "1", config("log.cleaner.threads", SET, "2")),
                        resource(TOPIC, "t1", config("retention.ms", SET, "6"))));

        assertThat(incremental(several))
                .extracting(AlterConfigsResourceResponse::resourceName, AlterConfigsResourceResponse::errorCode)
                .containsExactly(
                        tuple("absent", ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code()),
                        tuple("t2", ErrorCode.INVALID_CONFIG.code()),
                        tuple("1", ErrorCode.NONE.code()),
                        tuple("t1", ErrorCode.NONE.code()));
    }

    @Test
    void aLoggersLevelChangesAtOnce() {
        assertThat(alter(LOGGER, "1", config("some.logger", SET, "DEBUG"))).isEqualTo(ErrorCode.NONE);
        assertThat(described(LOGGER, "1", "some.logger").value()).isEqualTo("DEBUG");

        assertThat(alter(LOGGER, "1", config("some.logger", DELETE, null))).isEqualTo(ErrorCode.NONE);
        assertThat(described(LOGGER, "1", "some.logger").value()).isEqualTo("WARN");
    }

    @Test
    void alterConfigsReplacesEverything() {
        assertThat(replace(
                        TOPIC,
                        "t1",
                        new AlterConfigsRequest.AlterableConfig()
                                .name("segment.bytes")
                                .value("2000000")))
                .isEqualTo(ErrorCode.NONE);

        assertThat(store.stored(ConfigEntity.topic("t1"))).isEqualTo(Map.of("segment.bytes", "2000000"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "2, t2, segment.bytes, null, INVALID_REQUEST",
                "2, t2, nope, 1, INVALID_CONFIG",
                "2, absent, segment.bytes, 2000000, UNKNOWN_TOPIC_OR_PARTITION",
                "4, 1, log.cleaner.threads, 2, NONE",
                "4, 1, log.dirs, 2, INVALID_REQUEST",
                "8, 1, root, INFO, INVALID_REQUEST",
            })
    void aWholeReplacementGetsKafkasCode(
            byte type, String name, String key, @Nullable String value, ErrorCode expected) {
        assertThat(replace(
                        type,
                        name,
                        new AlterConfigsRequest.AlterableConfig().name(key).value(value)))
                .isEqualTo(expected);
    }

    @Test
    void whatCanHaveConfigurationsIsListed() {
        ListConfigResourcesResponse all = list((short) 1);
        ListConfigResourcesResponse old = list((short) 0);
        ListConfigResourcesResponse topics = list((short) 1, TOPIC);
        ListConfigResourcesResponse unknown = list((short) 1, (byte) 77);

        assertThat(topics.configResources())
                .extracting(ListConfigResourcesResponse.ConfigResource::resourceName)
                .containsExactlyInAnyOrder("t1", "t2");
        assertThat(all.configResources()).hasSize(2);
        assertThat(old.configResources()).isEmpty();
        assertThat(unknown.errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
    }

    @Test
    void aNewTopicIsToldWhatItHasGot() {
        var configs = new CreatedTopicConfigs(settings).apply(Map.of("max.message.bytes", "2000"));

        assertThat(configs)
                .hasSize(33)
                .extracting(
                        CreatableTopicConfigs::name, CreatableTopicConfigs::value, CreatableTopicConfigs::configSource)
                .contains(
                        tuple("max.message.bytes", "2000", (byte) 1),
                        tuple("retention.ms", "360000000", (byte) 4),
                        tuple("follower.replication.throttled.replicas", "", (byte) 5));
    }

    private DescribeConfigsResourceResult described(byte type, String name, String key) {
        List<DescribeConfigsResourceResult> configs = ask(type, name, key).configs();
        assertThat(configs).hasSize(1);
        return configs.get(0);
    }

    private DescribeConfigsResult ask(byte type, String name, String... keys) {
        return describe(new DescribeConfigsRequest().includeSynonyms(true), type, name, keys);
    }

    private DescribeConfigsResult describe(DescribeConfigsRequest request, byte type, String name, String... keys) {
        var reply = new RecordedReply<DescribeConfigsResponse>();
        request.resources(List.of(new DescribeConfigsResource()
                .resourceType(type)
                .resourceName(name)
                .configurationKeys(keys.length == 0 ? null : Arrays.asList(keys))));
        describe.handle(context(ApiKey.DESCRIBE_CONFIGS, (short) 4), request, reply);
        return reply.answer().results().get(0);
    }

    private static List<org.assertj.core.groups.Tuple> synonyms(DescribeConfigsResourceResult config) {
        return config.synonyms().stream()
                .map((DescribeConfigsSynonym synonym) -> tuple(synonym.name(), synonym.value(), synonym.source()))
                .toList();
    }

    private static AlterableConfig config(String name, byte operation, @Nullable String value) {
        return new AlterableConfig().name(name).configOperation(operation).value(value);
    }

    private static AlterConfigsResource resource(byte type, String name, AlterableConfig... configs) {
        return new AlterConfigsResource().resourceType(type).resourceName(name).configs(List.of(configs));
    }

    /** The operator's: small messages only. */
    private Outcome policy(String type, String name, Map<String, String> changes) {
        heard = type + " " + name + " " + new TreeMap<>(changes);
        return changes.containsKey("max.message.bytes")
                ? Outcome.of(ErrorCode.POLICY_VIOLATION, "not in my cluster")
                : Outcome.OK;
    }

    private static IncrementalAlterConfigsRequest request(byte type, String name, AlterableConfig... configs) {
        return new IncrementalAlterConfigsRequest().resources(List.of(resource(type, name, configs)));
    }

    private ErrorCode alter(byte type, String name, AlterableConfig... configs) {
        return ErrorCode.forCode(
                incremental(request(type, name, configs)).get(0).errorCode());
    }

    private List<AlterConfigsResourceResponse> incremental(IncrementalAlterConfigsRequest request) {
        var reply = new RecordedReply<IncrementalAlterConfigsResponse>();
        new IncrementalAlterConfigsHandler(changes)
                .handle(context(ApiKey.INCREMENTAL_ALTER_CONFIGS, (short) 1), request, reply);
        return reply.answer().responses();
    }

    private ErrorCode replace(byte type, String name, AlterConfigsRequest.AlterableConfig... configs) {
        var reply = new RecordedReply<AlterConfigsResponse>();
        new AlterConfigsHandler(changes)
                .handle(
                        context(ApiKey.ALTER_CONFIGS, (short) 2),
                        new AlterConfigsRequest()
                                .resources(List.of(new AlterConfigsRequest.AlterConfigsResource()
                                        .resourceType(type)
                                        .resourceName(name)
                                        .configs(List.of(configs)))),
                        reply);
        return ErrorCode.forCode(reply.answer().responses().get(0).errorCode());
    }

    private ListConfigResourcesResponse list(short version, byte... types) {
        var reply = new RecordedReply<ListConfigResourcesResponse>();
        new ListConfigResourcesHandler(cluster, settings)
                .handle(
                        context(ApiKey.LIST_CONFIG_RESOURCES, version),
                        new ListConfigResourcesRequest().resourceTypes(types),
                        reply);
        return reply.answer();
    }

    @SuppressWarnings("NullAway") // none of these handlers looks at the connection
    private static RequestContext context(ApiKey key, short version) {
        return new RequestContext(key, version, 7, "test", null, 100, false);
    }
}
