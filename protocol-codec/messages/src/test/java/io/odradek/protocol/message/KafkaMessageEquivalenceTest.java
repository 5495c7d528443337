/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.protocol.generator.FieldSpec;
import io.odradek.protocol.generator.MessageSpec;
import io.odradek.protocol.generator.StructSpec;
import java.lang.reflect.InvocationTargetException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message in every version, filled at random, has the same bytes as Kafka's class of that name, and both read
 * the other's bytes as the same values. Kafka's newest release judges the versions that it knows, the older one the
 * rest.
 */
final class KafkaMessageEquivalenceTest {
    private static final int MESSAGES_PER_VERSION = 8;
    private static final KafkaClasses NEWEST = KafkaClasses.newest();
    private static final KafkaClasses LEGACY = KafkaClasses.legacy();
    private static final OdradekClasses ODRADEK = new OdradekClasses();

    static Stream<String> messages() {
        return Specs.all().map(MessageSpec::name);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void bytesAndValuesAreThoseOfKafka(String name) throws Exception {
        MessageSpec spec = Specs.named(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());

        for (short version = low(spec); version <= high(spec); version++) {
            KafkaClasses kafka = judge(spec, version);
            for (int i = 0; i < MESSAGES_PER_VERSION; i++) {
                Value value = RandomValues.message(spec, version, random);
                checkBothWays(spec, version, kafka, value);
            }
        }
    }

    private static void checkBothWays(MessageSpec spec, short version, KafkaClasses kafka, Value value)
            throws Exception {
        Object theirs = kafka.build(spec, value);
        Object ours = ODRADEK.build(spec, value);
        byte[] theirBytes = kafka.encode(theirs, version);
        byte[] ourBytes = ODRADEK.encode(ours, version);
        assertThat(hex(ourBytes)).as("%s v%d %s", spec.name(), version, value).isEqualTo(hex(theirBytes));

        Object oursRead = ODRADEK.decode(spec, theirBytes, version);
        Object theirsRead = kafka.decode(spec, ourBytes, version);
        assertThat(oursRead).isEqualTo(ours).hasSameHashCodeAs(ours).hasToString(ours.toString());
        assertThat(theirsRead).isEqualTo(theirs);
        assertThat(ODRADEK.extract(spec, spec.root(), oursRead, version))
                .isEqualTo(kafka.extract(spec, spec.root(), theirsRead, version));
        assertThat(hex(ODRADEK.encode(oursRead, version))).isEqualTo(hex(theirBytes));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void defaultsAreThoseOfKafka(String name) throws Exception {
        MessageSpec spec = Specs.named(name);

        for (short version = low(spec); version <= high(spec); version++) {
            KafkaClasses kafka = judge(spec, version);
            Object ours = ODRADEK.newInstance(ODRADEK.classOf(spec, spec.root()));
            Object theirs = kafka.newInstance(kafka.classOf(spec, spec.root()));
            assertThat(ODRADEK.extract(spec, spec.root(), ours, version))
                    .isEqualTo(kafka.extract(spec, spec.root(), theirs, version));
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void fieldsOfOtherVersionsAreDroppedOrRefusedAsByKafka(String name) throws Exception {
        MessageSpec spec = Specs.named(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());

        for (short version = low(spec); version <= high(spec); version++) {
            KafkaClasses kafka = judge(spec, version);
            for (int i = 0; i < MESSAGES_PER_VERSION; i++) {
                Value value = RandomValues.messageOfAnyFields(
                        spec, version, field -> isKnownTo(kafka, spec, field) && random.nextInt(8) > 0, random);
                Object ours = ODRADEK.build(spec, value);
                short wanted = version;
                byte[] theirBytes = encodeOrNull(kafka, kafka.build(spec, value), version);
                if (theirBytes == null) {
                    assertThatThrownBy(() -> ODRADEK.encode(ours, wanted))
                            .as("%s v%d %s", name, version, value)
                            .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class);
                } else {
                    assertThat(hex(ODRADEK.encode(ours, version))).isEqualTo(hex(theirBytes));
                }
            }
        }
    }

    @Test
    void everyVersionThatKafkaPromisesIsThere() throws Exception {
        for (MessageSpec spec : Specs.all().toList()) {
            assertThat(spec.versions().hull(NEWEST.versionsOf(spec)))
                    .as(spec.name())
                    .isEqualTo(spec.versions());
        }
    }

    private static boolean isKnownTo(KafkaClasses kafka, MessageSpec spec, FieldSpec field) {
        for (StructSpec struct : spec.structs().values()) {
            if (struct.fields().contains(field)) {
                return kafka.has(spec, struct, field);
            }
        }
        return false;
    }

    private static byte[] encodeOrNull(KafkaClasses kafka, Object message, short version) throws Exception {
        try {
            return kafka.encode(message, version);
        } catch (InvocationTargetException e) {
            String cause = e.getCause().getClass().getSimpleName();
            assertThat(cause).isIn("UnsupportedVersionException", "NullPointerException");
            return null;
        }
    }

    private static KafkaClasses judge(MessageSpec spec, int version) throws Exception {
        return NEWEST.versionsOf(spec).contains(version) ? NEWEST : LEGACY;
    }

    private static short low(MessageSpec spec) {
        return (short) spec.versions().lowest();
    }

    private static short high(MessageSpec spec) {
        return (short) spec.versions().highest();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
