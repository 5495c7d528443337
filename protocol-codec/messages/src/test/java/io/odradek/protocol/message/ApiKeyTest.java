/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.odradek.protocol.wire.WireReader;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.AbstractRequest;
import org.junit.jupiter.api.Test;

final class ApiKeyTest {
    @Test
    void everyApiOfKafkaIsThereWithItsNameItsVersionsAndItsHeaders() {
        for (ApiMessageType kafkas : ApiMessageType.values()) {
            ApiKey ours = ApiKey.forId(kafkas.apiKey());
            if (kafkas.lowestSupportedVersion() > kafkas.highestSupportedVersion(true)) {
                continue; // gone in Kafka 4, judged below
            }

            assertThat(ours).as(kafkas.name()).isNotNull();
            assertThat(ours).hasToString(kafkas.name());
            assertThat(ours.apiName()).isEqualTo(kafkas.name);
            assertThat(ours.lowestVersion()).isLessThanOrEqualTo(kafkas.lowestSupportedVersion());
            assertThat(ours.highestVersion()).isEqualTo(kafkas.highestSupportedVersion(true));
            assertThat(ours.highestStableVersion()).isEqualTo(kafkas.highestSupportedVersion(false));
            for (short v = kafkas.lowestSupportedVersion(); v <= kafkas.highestSupportedVersion(true); v++) {
                assertThat(ours.requestHeaderVersion(v)).isEqualTo(kafkas.requestHeaderVersion(v));
                assertThat(ours.responseHeaderVersion(v)).isEqualTo(kafkas.responseHeaderVersion(v));
            }
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void theOlderReleaseAgreesAboutTheApisAndVersionsThatOnlyItHas() throws Exception {
        Class<?> legacy = KafkaClasses.legacy().load("org.apache.kafka.common.message.ApiMessageType");
        for (Object kafkas : legacy.getEnumConstants()) {
            ApiKey ours = ApiKey.forId((short) legacy.getMethod("apiKey").invoke(kafkas));
            short lowest = (short) legacy.getMethod("lowestSupportedVersion").invoke(kafkas);
            short highest = (short)
                    legacy.getMethod("highestSupportedVersion", boolean.class).invoke(kafkas, false);
            assertThat(ours).as(kafkas.toString()).isNotNull();
            for (short v = lowest; v <= highest; v++) {
                assertThat(v).as(kafkas.toString()).isBetween(ours.lowestVersion(), ours.highestVersion());
                assertThat(ours.requestHeaderVersion(v))
                        .isEqualTo(legacy.getMethod("requestHeaderVersion", short.class)
                                .invoke(kafkas, v));
                assertThat(ours.responseHeaderVersion(v))
                        .isEqualTo(legacy.getMethod("responseHeaderVersion", short.class)
                                .invoke(kafkas, v));
            }
        }
    }

    @Test
    void anIdThatNobodyHasIsNoKey() {
        assertThat(ApiKey.forId((short) -1)).isNull();
        assertThat(ApiKey.forId(Short.MAX_VALUE)).isNull();
        assertThat(ApiKey.forId((short) 18)).isEqualTo(ApiKey.API_VERSIONS);
    }

    @Test
    void bytesBehindARequestAreLeftAloneAsByKafka() {
        byte[] allTopics = {0, 1, 0, 0, 7, 7, 7}; // v12: null topics, auto creation, topic authorisation, tags
        ByteBuffer kafkas = ByteBuffer.wrap(allTopics);
        AbstractRequest.parseRequest(ApiKeys.METADATA, (short) 12, new ByteBufferAccessor(kafkas));

        WireReader in = new WireReader(Unpooled.wrappedBuffer(allTopics));
        ApiKey.METADATA.readRequest(in, (short) 12);

        assertThat(in.remaining()).isEqualTo(kafkas.remaining()).isEqualTo(3);
    }
}
