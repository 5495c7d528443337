/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static io.odradek.compat.process.BrokerKind.LEGACY_KAFKA;
import static io.odradek.compat.process.BrokerKind.ODRADEK;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.Checkout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Odradek and Apache Kafka 3.9 as brokers of one ZooKeeper cluster, each kind controller, leader and follower in turn.
 * Everything that was acknowledged is there, once and in order, and the logs of both kinds hold the same batches.
 * {@code -Dmixed.rounds} makes it longer.
 */
@Timeout(600)
@ExtendWith(DumpOnFailure.class)
class MixedClusterTest {

    @Test
    void oneOdradekAmongKafkasLosesNothing() throws Exception {
        check(List.of(ODRADEK, LEGACY_KAFKA, LEGACY_KAFKA), "one-odradek");
    }

    @Test
    void oneKafkaAmongOdradeksLosesNothing() throws Exception {
        check(List.of(LEGACY_KAFKA, ODRADEK, ODRADEK), "one-kafka");
    }

    private static void check(List<BrokerKind> kinds, String name) throws Exception {
        Path folder =
                Checkout.root().resolve("compat-tests/target/mixed").resolve(name + "-" + System.currentTimeMillis());
        int rounds = Integer.getInteger("mixed.rounds", 1);
        assertThat(new MixedRun(kinds, folder).run(rounds)).as("see " + folder).isEmpty();
    }
}
