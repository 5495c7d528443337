// SPDX-License-Identifier: Apache-2.0
// The jobs of jobs.txt with kafkajs; what it does not compress itself it leaves to other modules.
const { Kafka, CompressionTypes, CompressionCodecs, Partitioners, logLevel } = require("kafkajs");
const SnappyCodec = require("kafkajs-snappy");
const Lz4Codec = require("kafkajs-lz4");
const { ZstdCodec } = require("zstd-codec");
const { Jobs, create } = require("./calls.js");
const { expect, answer } = require("./records.js");

// "Simple" would want the frames to say how long their content is, and those of other clients do not.
const zstd = new Promise((resolve) => ZstdCodec.run((codecs) => resolve(new codecs.Streaming())));

CompressionCodecs[CompressionTypes.Snappy] = SnappyCodec;
CompressionCodecs[CompressionTypes.LZ4] = new Lz4Codec().codec;
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: async ({ buffer }) => Buffer.from((await zstd).compress(buffer)),
    decompress: async (buffer) => Buffer.from((await zstd).decompress(buffer)),
});

const CODECS = {
    none: CompressionTypes.None,
    gzip: CompressionTypes.GZIP,
    snappy: CompressionTypes.Snappy,
    lz4: CompressionTypes.LZ4,
    zstd: CompressionTypes.ZSTD,
};
const TOPIC = 2; // ConfigResourceTypes.TOPIC

class KafkaJs extends Jobs {
    constructor(bootstrap, topic) {
        const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
        super(kafka, topic, ["INVALID_TOPIC_EXCEPTION", "INVALID_REPLICATION_FACTOR", "UNKNOWN_TOPIC_OR_PARTITION"]);
        this.subscribing = { fromBeginning: true };
        this.running = { autoCommit: false };
        this.administering = { retry: { retries: 0 } };
    }

    consumer(groupId) {
        return this.kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
    }

    async describing(admin, name, partitions, retention) {
        const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
        expect(partitions, topics[0].partitions.length, "partitions");
        expect(true, topics[0].partitions.every((p) => p.leader >= 0), "leaders everywhere");
        const { resources } = await admin.describeConfigs({ resources: [{ type: TOPIC, name }], includeSynonyms: false });
        const entry = resources[0].configEntries.find((e) => e.configName === "retention.ms");
        expect(retention, entry.configValue, "retention.ms");
    }

    async send(messages, codec, acks) {
        const producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
        await producer.connect();
        const sent = await producer.send({ topic: this.topic, messages, compression: CODECS[codec], acks });
        await producer.disconnect();
        return sent;
    }

    async alter() {
        const name = `${this.topic}-alter`;
        await this.admin(async (admin) => {
            await create(admin, name, 1);
            const configEntries = [{ name: "retention.ms", value: "7200000" }];
            await admin.alterConfigs({ validateOnly: false, resources: [{ type: TOPIC, name, configEntries }] });
            await admin.createPartitions({ topicPartitions: [{ topic: name, count: 3 }] });
            await this.describing(admin, name, 3, "7200000");
        });
    }
}

answer(KafkaJs);
