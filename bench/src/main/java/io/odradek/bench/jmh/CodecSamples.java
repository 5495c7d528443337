/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.jmh;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Messages as a broker with a few topics sees them, in Kafka's classes; ours are read from their bytes. */
final class CodecSamples {
    private static final int TOPICS = 10;
    private static final int PARTITIONS = 10;
    private static final int RECORDS_BYTES = 512;

    private CodecSamples() {}

    static byte[] bytes(ApiMessage message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        byte[] bytes = new byte[message.size(cache, version)];
        message.write(new ByteBufferAccessor(ByteBuffer.wrap(bytes)), cache, version);
        return bytes;
    }

    static MetadataResponseData metadataResponse() {
        MetadataResponseData response = new MetadataResponseData()
                .setClusterId("vPeOCWypqUOSepEvx0cbog")
                .setControllerId(1);
        for (int broker = 0; broker < 3; broker++) {
            response.brokers()
                    .add(new MetadataResponseData.MetadataResponseBroker()
                            .setNodeId(broker)
                            .setHost("broker-" + broker + ".example.org")
                            .setPort(9092)
                            .setRack("rack-" + broker));
        }
        for (int topic = 0; topic < TOPICS; topic++) {
            List<MetadataResponseData.MetadataResponsePartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new MetadataResponseData.MetadataResponsePartition()
                        .setPartitionIndex(partition)
                        .setLeaderId(partition % 3)
                        .setLeaderEpoch(7)
                        .setReplicaNodes(List.of(0, 1, 2))
                        .setIsrNodes(List.of(0, 1, 2)));
            }
            response.topics()
                    .add(new MetadataResponseData.MetadataResponseTopic()
                            .setName(topicName(topic))
                            .setTopicId(topicId(topic))
                            .setPartitions(partitions));
        }
        return response;
    }

    static ProduceRequestData produceRequest() {
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000);
        for (int topic = 0; topic < 2; topic++) {
            List<ProduceRequestData.PartitionProduceData> partitions = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new ProduceRequestData.PartitionProduceData()
                        .setIndex(partition)
                        .setRecords(records()));
            }
            request.topicData()
                    .add(new ProduceRequestData.TopicProduceData()
                            .setName(topicName(topic))
                            .setPartitionData(partitions));
        }
        return request;
    }

    static FetchRequestData fetchRequest() {
        List<FetchRequestData.FetchTopic> topics = new ArrayList<>();
        for (int topic = 0; topic < TOPICS; topic++) {
            List<FetchRequestData.FetchPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new FetchRequestData.FetchPartition()
                        .setPartition(partition)
                        .setCurrentLeaderEpoch(7)
                        .setFetchOffset(123_456_789L)
                        .setPartitionMaxBytes(1_048_576));
            }
            topics.add(
                    new FetchRequestData.FetchTopic().setTopicId(topicId(topic)).setPartitions(partitions));
        }
        return new FetchRequestData()
                .setMaxWaitMs(500)
                .setMinBytes(1)
                .setMaxBytes(52_428_800)
                .setSessionId(42)
                .setSessionEpoch(1)
                .setTopics(topics)
                .setRackId("rack-1");
    }

    static FetchResponseData fetchResponse() {
        List<FetchResponseData.FetchableTopicResponse> topics = new ArrayList<>();
        for (int topic = 0; topic < 2; topic++) {
            List<FetchResponseData.PartitionData> partitions = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new FetchResponseData.PartitionData()
                        .setPartitionIndex(partition)
                        .setHighWatermark(123_456_789L)
                        .setLastStableOffset(123_456_789L)
                        .setLogStartOffset(0)
                        .setRecords(records()));
            }
            topics.add(new FetchResponseData.FetchableTopicResponse()
                    .setTopicId(topicId(topic))
                    .setPartitions(partitions));
        }
        return new FetchResponseData().setSessionId(42).setResponses(topics);
    }

    private static MemoryRecords records() {
        byte[] bytes = new byte[RECORDS_BYTES];
        new Random(1).nextBytes(bytes);
        return MemoryRecords.readableRecords(ByteBuffer.wrap(bytes));
    }

    private static String topicName(int topic) {
        return "orders.payments.europe-" + topic;
    }

    private static Uuid topicId(int topic) {
        return new Uuid(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L + topic);
    }
}
