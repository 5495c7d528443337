// SPDX-License-Identifier: Apache-2.0
// The jobs of jobs.txt with Confluent's client, which is librdkafka behind the calls of kafkajs.
const { AdminClient, KafkaJS } = require("@confluentinc/kafka-javascript");
const { Jobs, create } = require("./calls.js");
const { expect, answer } = require("./records.js");

class Confluent extends Jobs {
    constructor(bootstrap, topic) {
        const kafkaJS = { brokers: [bootstrap], logLevel: KafkaJS.logLevel.NOTHING };
        const refusals = ["ERR_TOPIC_EXCEPTION", "ERR_INVALID_REPLICATION_FACTOR", "ERR_UNKNOWN_TOPIC_OR_PART"];
        super(new KafkaJS.Kafka({ kafkaJS }), topic, refusals);
        this.bootstrap = bootstrap;
    }

    consumer(groupId) {
        return this.kafka.consumer({ kafkaJS: { groupId, fromBeginning: true, autoCommit: false } });
    }

    async describing(admin, name, partitions) {
        const [topic] = await admin.fetchTopicMetadata({ topics: [name] });
        expect(partitions, topic.partitions.length, "partitions");
        expect(true, topic.partitions.every((p) => p.leader >= 0), "leaders everywhere");
        return "without the configuration: the client has no call for it";
    }

    async send(messages, codec, acks) {
        const producer = this.kafka.producer({ kafkaJS: { compression: codec, acks }, "linger.ms": 20 });
        await producer.connect();
        const sent = await producer.send({ topic: this.topic, messages });
        await producer.disconnect();
        return sent;
    }

    /** Partitions are added by the calls of node-rdkafka, which this client has as well. */
    async alter() {
        const name = `${this.topic}-alter`;
        await this.admin((admin) => create(admin, name, 1));
        const older = AdminClient.create({ "bootstrap.servers": this.bootstrap });
        await new Promise((resolve, reject) => {
            older.createPartitions(name, 3, (error) => (error ? reject(error) : resolve()));
        });
        older.disconnect();
        return this.admin((admin) => this.describing(admin, name, 3));
    }
}

answer(Confluent);
