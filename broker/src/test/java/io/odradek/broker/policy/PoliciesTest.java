/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.ConfigException;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With interfaces of the shape of Kafka's, as Kafka's own are not on this class path; its acceptance tests bring those. */
class PoliciesTest {
    static final List<String> HEARD = new ArrayList<>();
    static Supplier<RuntimeException> answer;

    private final Policies policies =
            Policies.of(load(CreatePolicy.class, CreateContract.class), load(AlterPolicy.class, AlterContract.class));

    @BeforeEach
    void nothingIsForbidden() {
        answer = null;
    }

    @AfterEach
    void forget() {
        HEARD.clear();
    }

    @Test
    void aPolicyIsSetUpWithTheBrokersProperties() {
        assertThat(HEARD).containsExactly("set up {a=b}", "set up {a=b}");
    }

    @Test
    void aCreationIsShownByNumbersOrByItsAssignment() {
        HEARD.clear();
        assertThat(policies.creation(NewTopic.of("t", 3, 2))).isEqualTo(Outcome.OK);
        assertThat(policies.creation(new NewTopic("t", -1, -1, Map.of(0, List.of(1)), Map.of("k", "v"))))
                .isEqualTo(Outcome.OK);
        assertThat(HEARD).containsExactly("t 3 2 null {}", "t null null {0=[1]} {k=v}");
    }

    @Test
    void anAlterationIsShownWithItsResource() {
        HEARD.clear();
        Map<String, String> changes = new HashMap<>();
        changes.put("k", null);
        assertThat(policies.alteration("TOPIC", "t", changes)).isEqualTo(Outcome.OK);
        assertThat(HEARD).containsExactly("TOPIC t {k=null}");
    }

    @Test
    void aViolationIsAnsweredInThePolicysWords() {
        answer = () -> new PolicyViolationException("not here");
        assertThat(policies.creation(NewTopic.of("t", 1, 1)))
                .isEqualTo(Outcome.of(ErrorCode.POLICY_VIOLATION, "not here"));
        assertThat(policies.alteration("BROKER", "1", Map.of("k", "v")))
                .isEqualTo(Outcome.of(ErrorCode.POLICY_VIOLATION, "not here"));
    }

    @Test
    void aPolicyThatFailsRefuses() {
        answer = () -> new IllegalStateException("broken");
        assertThat(policies.creation(NewTopic.of("t", 1, 1)).error()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    @Test
    void policiesAreClosedWithTheBroker() {
        HEARD.clear();
        policies.close();
        assertThat(HEARD).containsExactly("closed", "closed");
    }

    @Test
    void aClassThatIsNotThereStopsTheStartWithTheRemedy() {
        BrokerConfig config = BrokerConfig.of(Map.of("create.topic.policy.class.name", "com.example.Missing"));
        assertThatThrownBy(() -> Policies.of(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("create.topic.policy.class.name=com.example.Missing")
                .hasMessageContaining("CLASSPATH");
    }

    @Test
    void aClassThatIsNoPolicyStopsTheStart() {
        assertThatThrownBy(() -> load(AlterPolicy.class, CreateContract.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("does not implement");
    }

    @Test
    void withoutPoliciesNothingIsForbidden() {
        assertThat(Policies.of(BrokerConfig.of(Map.of())).creation(NewTopic.of("t", 1, 1)))
                .isEqualTo(Outcome.OK);
        assertThat(Policies.of(BrokerConfig.of(Map.of())).alteration("TOPIC", "t", Map.of()))
                .isEqualTo(Outcome.OK);
    }

    private static Plugin load(Class<?> policy, Class<?> contract) {
        return Plugin.load("key", policy.getName(), contract.getName(), Map.of("a", "b"));
    }

    private static void hear(String text) {
        HEARD.add(text);
        if (answer != null) {
            throw answer.get();
        }
    }

    public static final class PolicyViolationException extends RuntimeException {
        PolicyViolationException(String message) {
            super(message);
        }
    }

    public interface CreateContract extends AutoCloseable {
        record Creation(
                String topic,
                Integer partitions,
                Short replicationFactor,
                Map<Integer, List<Integer>> assignments,
                Map<String, String> configs) {}

        void configure(Map<String, ?> properties);

        void validate(Creation request);
    }

    public static final class CreatePolicy implements CreateContract {
        @Override
        public void configure(Map<String, ?> properties) {
            HEARD.add("set up " + properties);
        }

        @Override
        public void validate(Creation request) {
            hear(request.topic() + " " + request.partitions() + " " + request.replicationFactor() + " "
                    + request.assignments() + " " + request.configs());
        }

        @Override
        public void close() {
            HEARD.add("closed");
        }
    }

    public enum Kind {
        TOPIC,
        BROKER
    }

    public record Resource(Kind kind, String name) {}

    public interface AlterContract extends AutoCloseable {
        record Alteration(Resource resource, Map<String, String> configs) {}

        void configure(Map<String, ?> properties);

        void validate(Alteration request);
    }

    public static final class AlterPolicy implements AlterContract {
        @Override
        public void configure(Map<String, ?> properties) {
            HEARD.add("set up " + properties);
        }

        @Override
        public void validate(Alteration request) {
            hear(request.resource().kind() + " " + request.resource().name() + " " + request.configs());
        }

        @Override
        public void close() {
            HEARD.add("closed");
        }
    }
}
