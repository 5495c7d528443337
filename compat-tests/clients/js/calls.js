// SPDX-License-Identifier: Apache-2.0
// The jobs of jobs.txt with the calls of kafkajs, as far as those who have them have them alike.
const { key, value, cases, expect, check, soon } = require("./records.js");

/**
 * Of a subclass are alter, and
 *   consumer(groupId)                            one that begins with the first record and commits what it is told,
 *   send(messages, codec, acks)                  what the client says of the batches,
 *   describing(admin, topic, partitions, value)  fails if the topic is different; a remark on what cannot be seen,
 *   subscribing, running, administering          what the client wants to be told with these calls,
 *   refusals                                     the client's names of three errors.
 */
class Jobs {
    constructor(kafka, topic, refusals) {
        this.kafka = kafka;
        this.topic = topic;
        this.refusals = refusals;
        this.subscribing = {};
        this.running = {};
        this.administering = {};
    }

    async create() {
        const configEntries = [{ name: "retention.ms", value: "86400000" }];
        await this.admin((admin) => create(admin, this.topic, 8, { configEntries }));
    }

    async describe() {
        return this.admin((admin) => this.describing(admin, this.topic, 8, "86400000"));
    }

    async produce(name, partition, codec, acks) {
        const messages = Array.from({ length: 100 }, (_, i) => ({
            partition: Number(partition), key: key(name, i), value: value(name, i), headers: { case: name },
        }));
        const sent = await this.send(messages, codec, acks === "all" ? -1 : Number(acks));
        if (acks !== "0") {
            expect("0", sent[0].baseOffset, "base offset");
        }
    }

    /** These calls read in groups only: a group of its own, that commits nothing, stands for none. */
    async consume(...args) {
        const wanted = cases(args);
        check(wanted, await this.read(`${this.topic}-none-${process.pid}`, 100 * wanted.size));
    }

    async seek(name) {
        const records = await this.read(`${this.topic}-seek`, 1, { only: 0, from: 50 });
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
        const [invalid, replication, unknown] = this.refusals;
        await this.admin(async (admin) => {
            // This error the client turns into an answer of its own: false.
            expect(false, await admin.createTopics({ topics: [{ topic: this.topic }] }), "created anew");
            await refused(invalid, create(admin, "no such", 1));
            await refused(replication, create(admin, `${this.topic}-many`, 1, { replicationFactor: 99 }));
            await refused(unknown, admin.deleteTopics({ topics: [`${this.topic}-none`] }));
        });
    }

    async admin(work) {
        const admin = this.kafka.admin(this.administering);
        await admin.connect();
        try {
            return await work(admin);
        } finally {
            await admin.disconnect();
        }
    }

    /** At least count records of the topic, as a group's only member. */
    async read(groupId, count, { only, from, commit } = {}) {
        const consumer = this.consumer(groupId);
        const records = [];
        await consumer.connect();
        await consumer.subscribe({ topics: [this.topic], ...this.subscribing });
        const enough = new Promise((resolve) => {
            consumer.run({
                ...this.running,
                eachMessage: async ({ partition, message }) => {
                    if (only === undefined || (partition === only && Number(message.offset) >= from)) {
                        records.push({ partition, message });
                    }
                    if (records.length >= count) {
                        resolve();
                    }
                },
            });
        });
        if (only !== undefined) {
            consumer.seek({ topic: this.topic, partition: only, offset: String(from) });
        }
        await soon(enough, () => `${records.length} records of ${count}`);
        if (commit) {
            await consumer.commitOffsets(commit);
        }
        await consumer.disconnect();
        return records;
    }
}

async function create(admin, topic, numPartitions, { configEntries = [], replicationFactor = 1 } = {}) {
    await admin.createTopics({ topics: [{ topic, numPartitions, configEntries, replicationFactor }] });
}

async function refused(type, call) {
    try {
        await call;
    } catch (e) {
        const types = [e, e.cause, ...(e.errors ?? [])].filter(Boolean).map((error) => error.type);
        expect(true, types.includes(type), `${type} among ${types}`);
        return;
    }
    throw new Error(`expected ${type}, was accepted`);
}

module.exports = { Jobs, create };
