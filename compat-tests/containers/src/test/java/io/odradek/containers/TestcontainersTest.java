/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Testcontainers' own class for Kafka, which knows nothing of us. */
@Timeout(180)
class TestcontainersTest {
    private static KafkaContainer kafka() {
        return new KafkaContainer(DockerImageName.parse(Docker.IMAGE).asCompatibleSubstituteFor("apache/kafka"));
    }

    @Test
    void itsKafkaContainerRunsWithThisImage() throws Exception {
        try (KafkaContainer kafka = kafka()) {
            kafka.start();

            Clients.produce(kafka.getBootstrapServers(), "t", "one");
            assertThat(Clients.consume(kafka.getBootstrapServers(), "t", 1)).isEqualTo(List.of("one"));
        }
    }

    @Test
    void itsKafkaContainerTakesAnotherListener() throws Exception {
        try (Network network = Network.newNetwork();
                KafkaContainer kafka = kafka().withNetwork(network).withListener("kafka:19092")) {
            kafka.start();

            assertThat(kafka.getLogs()).contains("TC-0 on");
            Clients.produce(kafka.getBootstrapServers(), "t", "one");
        }
    }
}
