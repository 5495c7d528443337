/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.embedded.OdradekCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As a test of an application looks. */
@Timeout(60)
@WithOdradek(config = "num.partitions=2")
class WithOdradekTest {
    private static OdradekCluster atFirst;

    @BeforeAll
    static void remember(OdradekCluster kafka) {
        atFirst = kafka;
    }

    @Test
    void aRecordThatIsProducedIsConsumed(@BootstrapServers String servers) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer());
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers, "group.id", "g", "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            producer.send(new ProducerRecord<>("orders", "one")).get(10, TimeUnit.SECONDS);
            assertThat(producer.partitionsFor("orders")).hasSize(2);
            consumer.subscribe(List.of("orders"));
            ConsumerRecord<String, String> record = null;
            while (record == null) {
                for (ConsumerRecord<String, String> polled : consumer.poll(Duration.ofSeconds(1))) {
                    record = polled;
                }
            }
            assertThat(record.value()).isEqualTo("one");
        }
    }

    @Test
    void testsOfAClassShareItsCluster(OdradekCluster kafka) {
        assertThat(kafka).isSameAs(atFirst);
        assertThat(kafka.brokerIds()).containsExactly(0);
    }

    @Test
    @WithOdradek(brokers = 2)
    void aMethodMayHaveAClusterOfItsOwn(OdradekCluster kafka, @BootstrapServers String servers) {
        assertThat(kafka).isNotSameAs(atFirst);
        assertThat(kafka.brokerIds()).containsExactly(0, 1);
        assertThat(servers).isEqualTo(kafka.bootstrapServers());
    }

    @Nested
    class InANestedClass {
        @Test
        void theClusterIsThatOfTheClassAround(OdradekCluster kafka) {
            assertThat(kafka).isSameAs(atFirst);
        }
    }
}
