// SPDX-License-Identifier: Apache-2.0
// The jobs of jobs.txt with kafkajs; what it does not compress itself it leaves to other modules.
const { Kafka, CompressionTypes, CompressionCodecs, Partitioners, logLevel } = require("kafkajs");
const SnappyCodec = require("kafkajs-snappy");
const Lz4Codec = require("kafkajs-lz4");
const { ZstdCodec } = require("zstd-codec");
const { key, value, cases, expect, check, soon, answer } = require("./records.js");

const zstd = new Promise((resolve) => ZstdCodec.run((codecs) => resolve(new codecs.Simple())));

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

class Jobs {
    constructor(bootstrap, topic) {
        this.kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
        this.topic = topic;
    }

    async create() {
        await this.admin((admin) => create(admin, this.topic, 8, [{ name: "retention.ms", value: "86400000" }]));
    }

    async describe() {
        await this.admin((admin) => describe(admin, this.topic, 8, "86400000"));
    }

    async produce(name, partition, codec, acks) {
        const producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
        await producer.connect();
        const messages = Array.from({ length: 100 }, (_, i) => ({
            partition: Number(partition), key: key(name, i), value: value(name, i), headers: { case: name },
        }));
        const sent = await producer.send({
            topic: this.topic, messages, compression: CODECS[codec], acks: acks === "all" ? -1 : Number(acks),
        });
        if (acks !== "0") {
            expect("0", sent[0].baseOffset, "base offset");
        }
        await producer.disconnect();
    }

    /** This client reads in groups only: a group of its own, that commits nothing, stands for none. */
    async consume(...args) {
        const wanted = cases(args);
        check(wanted, await this.read(`${this.topic}-none-${process.pid}`, 100 * wanted.size));
    }

    async seek(name) {
        const from50 = (consumer) => consumer.seek({ topic: this.topic, partition: 0, offset: "50" });
        const records = await this.read(`${this.topic}-seek`, 1, { only: 0, running: from50, from: 50 });
        expect(key(name, 50), records[0].message.key.toString(), "first after the seek");
        const offsets = await this.admin((admin) => admin.fetchTopicOffsets(this.topic));
        expect("100", offsets.find((o) => o.partition === 0).high, "end");
    }

    async group(...args) {
        const wanted = cases(args);
        check(wanted, await this.read(`${this.topic}-group`, 100 * wanted.size));
    }

    async resume(...args) {
        const wanted = cases(args);
        const positions = [...wanted.keys()].map((p) => ({
            topic: this.topic, partition: p, offset: p === 0 ? "40" : "100",
        }));
        await this.read(`${this.topic}-resume`, 100 * wanted.size, { commit: positions });
        const end = [{ topic: this.topic, partition: 0, offset: "100" }];
        const records = await this.read(`${this.topic}-resume`, 60, { commit: end });
        check(new Map([[0, wanted.get(0)]]), records, 40);
    }

    async groups() {
        const group = `${this.topic}-resume`;
        await this.admin(async (admin) => {
            const listed = async () => (await admin.listGroups()).groups.some((g) => g.groupId === group);
            expect(true, await listed(), "listed");
            expect(0, (await admin.describeGroups([group])).groups[0].members.length, "members");
            const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [this.topic] });
            expect("100", offsets.partitions.find((p) => p.partition === 0).offset, "committed");
            await admin.deleteGroups([group]);
            expect(false, await listed(), "listed after it was deleted");
        });
    }

    async alter() {
        const name = `${this.topic}-alter`;
        await this.admin(async (admin) => {
            await create(admin, name, 1);
            const configEntries = [{ name: "retention.ms", value: "7200000" }];
            await admin.alterConfigs({ validateOnly: false, resources: [{ type: TOPIC, name, configEntries }] });
            await admin.createPartitions({ topicPartitions: [{ topic: name, count: 3 }] });
            await describe(admin, name, 3, "7200000");
        });
    }

    async delete() {
        const name = `${this.topic}-delete`;
        await this.admin(async (admin) => {
            await create(admin, name, 1);
            expect(true, (await admin.listTopics()).includes(name), "listed");
            await admin.deleteTopics({ topics: [name] });
            expect(false, (await admin.listTopics()).includes(name), "listed after it was deleted");
        });
    }

    async errors() {
        await this.admin(async (admin) => {
            // This error the client turns into an answer of its own: false.
            expect(false, await admin.createTopics({ topics: [{ topic: this.topic }] }), "created anew");
            await refused("INVALID_TOPIC_EXCEPTION", create(admin, "no such", 1));
            await refused("INVALID_REPLICATION_FACTOR", create(admin, `${this.topic}-many`, 1, [], 99));
            const topics = [`${this.topic}-none`];
            await refused("UNKNOWN_TOPIC_OR_PARTITION", admin.deleteTopics({ topics }));
        });
    }

    async admin(work) {
        const admin = this.kafka.admin({ retry: { retries: 0 } });
        await admin.connect();
        try {
            return await work(admin);
        } finally {
            await admin.disconnect();
        }
    }

    /** At least count records of the topic, as a group's only member. */
    async read(groupId, count, { only, running, from = 0, commit } = {}) {
        const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
        const records = [];
        await consumer.connect();
        await consumer.subscribe({ topics: [this.topic], fromBeginning: true });
        const enough = new Promise((resolve) => {
            consumer.run({
                autoCommit: false,
                eachMessage: async ({ partition, message }) => {
                    if ((only === undefined || partition === only) && Number(message.offset) >= from) {
                        records.push({ partition, message });
                    }
                    if (records.length >= count) {
                        resolve();
                    }
                },
            });
        });
        if (running) {
            running(consumer);
        }
        await soon(enough, () => `${records.length} records of ${count}`);
        if (commit) {
            await consumer.commitOffsets(commit);
        }
        await consumer.disconnect();
        return records;
    }
}

async function create(admin, topic, numPartitions, configEntries = [], replicationFactor = 1) {
    await admin.createTopics({ topics: [{ topic, numPartitions, configEntries, replicationFactor }] });
}

async function describe(admin, name, partitions, retention) {
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    expect(partitions, topics[0].partitions.length, "partitions");
    expect(true, topics[0].partitions.every((p) => p.leader >= 0), "leaders everywhere");
    const { resources } = await admin.describeConfigs({ resources: [{ type: TOPIC, name }], includeSynonyms: false });
    const entry = resources[0].configEntries.find((e) => e.configName === "retention.ms");
    expect(retention, entry.configValue, "retention.ms");
}

async function refused(type, call) {
    try {
        await call;
    } catch (e) {
        const errors = [e, e.cause, ...(e.errors ?? [])].filter(Boolean);
        expect(true, errors.some((error) => error.type === type), `${type} among ${errors.map(String)}`);
        return;
    }
    throw new Error(`expected ${type}, was accepted`);
}

answer(Jobs);
