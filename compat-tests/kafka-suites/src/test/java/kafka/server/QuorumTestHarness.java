/* SPDX-License-Identifier: Apache-2.0 */
package kafka.server;

import io.odradek.suites.HarnessCluster;
import io.odradek.suites.MissingFeature;
import io.odradek.suites.NotApplicable;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.integration.KafkaServerTestHarness;
import kafka.utils.Logging;
import kafka.utils.TestInfoUtils;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.fault.MockFaultHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.provider.Arguments;
import scala.Option;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Stands in for the class of this name among Kafka's tests, before which it is on the class path: Kafka's older tests, which
 * extend it, make their brokers with it, and get Odradek's. What is KRaft's alone is {@link NotApplicable}.
 */
@Tag("integration")
public abstract class QuorumTestHarness implements Logging {
    private final QuorumTestHarnessFaultHandlerFactory faults =
            new QuorumTestHarnessFaultHandlerFactory(new MockFaultHandler("harness"));

    private String logIdent = "";
    private TestInfo testInfo;
    private HarnessCluster cluster;

    // ---- what parameterized tests are run with

    public static Stream<Arguments> getTestGroupProtocolParametersAll() {
        return Stream.of(Arguments.of("classic"), Arguments.of("consumer"));
    }

    public static Stream<Arguments> getTestGroupProtocolParametersClassicGroupProtocolOnly() {
        return Stream.of(Arguments.of("classic"));
    }

    public static Stream<Arguments> getTestGroupProtocolParametersConsumerGroupProtocolOnly() {
        return Stream.of(Arguments.of("consumer"));
    }

    public Option<GroupProtocol> maybeGroupProtocolSpecified() {
        return TestInfoUtils.maybeGroupProtocolSpecified(testInfo);
    }

    public GroupProtocol groupProtocolFromTestParameters() {
        Option<GroupProtocol> named = maybeGroupProtocolSpecified();
        if (named.isEmpty()) {
            throw new IllegalStateException("the test has no parameter groupProtocol");
        }
        return named.get();
    }

    // ---- a test's life

    @BeforeEach
    public void setUp(TestInfo test) {
        testInfo = test;
        // What such a listener needs takes seconds to make, for each test.
        if (this instanceof KafkaServerTestHarness harness
                && harness.securityProtocol() != SecurityProtocol.PLAINTEXT) {
            throw new MissingFeature("listeners with " + harness.securityProtocol());
        }
        cluster = new HarnessCluster();
    }

    @AfterEach
    public void tearDown() {
        if (cluster != null) {
            cluster.close();
        }
    }

    public KafkaBroker createBroker(KafkaConfig config, Time time, boolean startup, Option<String> threadNamePrefix) {
        return cluster.broker(config, startup);
    }

    // Scala calls these for arguments that are not given.

    public Time createBroker$default$2() {
        return Time.SYSTEM;
    }

    public boolean createBroker$default$3() {
        return true;
    }

    public Option<String> createBroker$default$4() {
        return Option.empty();
    }

    // ---- KRaft's controller, and how a test would have it

    public ControllerServer controllerServer() {
        return cluster.controller();
    }

    /** None, so that nobody waits for what they know. */
    public Seq<ControllerServer> controllerServers() {
        return seq(List.of());
    }

    public Seq<Properties> kraftControllerConfigs(TestInfo test) {
        return seq(List.of(new Properties()));
    }

    public SecurityProtocol controllerListenerSecurityProtocol() {
        return SecurityProtocol.PLAINTEXT;
    }

    public Seq<SecurityProtocol> extraControllerSecurityProtocols() {
        return seq(List.of());
    }

    public MetadataVersion metadataVersion() {
        return MetadataVersion.latestTesting();
    }

    public void addFormatterSettings(Formatter formatter) {}

    public QuorumImplementation implementation() {
        throw new NotApplicable("KRaft's quorum");
    }

    public void implementation_$eq(QuorumImplementation other) {
        throw new NotApplicable("KRaft's quorum");
    }

    public KRaftQuorumImplementation newKRaftQuorum(TestInfo test, Properties overriding) {
        throw new NotApplicable("KRaft's quorum");
    }

    public void shutdownKRaftController() {
        throw new NotApplicable("KRaft's quorum");
    }

    public QuorumTestHarnessFaultHandlerFactory faultHandlerFactory() {
        return faults;
    }

    public MockFaultHandler faultHandler() {
        return faults.faultHandler();
    }

    private static <T> Seq<T> seq(List<T> elements) {
        return CollectionConverters.asScala(elements).toSeq();
    }

    // ---- Kafka's own logging

    @Override
    public String logIdent() {
        return logIdent;
    }

    @Override
    public void logIdent_$eq(String ident) {
        logIdent = ident;
    }
}
