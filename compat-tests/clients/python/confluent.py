# SPDX-License-Identifier: Apache-2.0
"""The jobs of jobs.txt with confluent-kafka (librdkafka)."""
import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic, ResourceType)

from records import answer, cases, check, expect, headers, key, value


class Jobs:
    def __init__(self, bootstrap, topic):
        self.bootstrap = bootstrap
        self.topic = topic
        self.admin = AdminClient({"bootstrap.servers": bootstrap})

    def create(self):
        self._create(self.topic, 8, {"retention.ms": "86400000"})

    def _create(self, name, partitions, config=None, replicas=1):
        topic = NewTopic(name, partitions, replicas, config=config or {})
        self.admin.create_topics([topic])[name].result()

    def describe(self):
        self._describe(self.topic, 8, "86400000")

    def _describe(self, name, partitions, retention):
        found = self.admin.list_topics(name, timeout=10).topics[name].partitions
        expect(partitions, len(found), "partitions")
        expect(True, all(p.leader >= 0 for p in found.values()), "leaders everywhere")
        resource = ConfigResource(ResourceType.TOPIC, name)
        config = self.admin.describe_configs([resource])[resource].result()
        expect(retention, config["retention.ms"].value, "retention.ms")

    def produce(self, name, partition, codec, acks):
        producer = Producer({
            "bootstrap.servers": self.bootstrap, "compression.type": codec, "acks": acks, "linger.ms": 20})
        offsets = []

        def delivered(error, message):
            if error is not None:
                raise KafkaException(error)
            offsets.append(message.offset())

        for i in range(100):
            producer.produce(self.topic, value(name, i), key(name, i), int(partition), delivered, headers=headers(name))
        producer.flush(30)
        expect(100, len(offsets), "delivered")
        if acks != "0":
            expect(list(range(100)), offsets, "offsets")

    def _consumer(self, group, **more):
        return Consumer({
            "bootstrap.servers": self.bootstrap, "group.id": group, "auto.offset.reset": "earliest",
            "enable.auto.commit": False, **more})

    def _read(self, consumer, count):
        records = []
        end = time.monotonic() + 30
        while len(records) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(records)} records of {count} in 30 s")
            for message in consumer.consume(500, 0.2):
                if message.error():
                    raise KafkaException(message.error())
                records.append(
                    (message.partition(), message.offset(), message.key(), message.value(), message.headers()))
        return records

    def consume(self, *arguments):
        wanted = cases(arguments)
        consumer = self._consumer("none")
        consumer.assign([TopicPartition(self.topic, p, 0) for p in wanted])
        check(wanted, self._read(consumer, 100 * len(wanted)))
        consumer.close()

    def seek(self, name):
        consumer = self._consumer("none")
        consumer.assign([TopicPartition(self.topic, 0, 50)])
        expect(key(name, 50), self._read(consumer, 1)[0][2], "first after the seek")
        expect((0, 100), consumer.get_watermark_offsets(TopicPartition(self.topic, 0), 10), "beginning and end")
        consumer.seek(TopicPartition(self.topic, 0, 100))
        expect(None, consumer.poll(0.5), "record at the end")
        consumer.close()

    def group(self, *arguments):
        wanted = cases(arguments)
        consumer = self._consumer(f"{self.topic}-group")
        consumer.subscribe([self.topic])
        check(wanted, self._read(consumer, 100 * len(wanted)))
        consumer.close()

    def resume(self, *arguments):
        wanted = cases(arguments)
        consumer = self._consumer(f"{self.topic}-resume")
        consumer.subscribe([self.topic])
        self._read(consumer, 100 * len(wanted))
        consumer.commit(offsets=[TopicPartition(self.topic, p, 40 if p == 0 else 100) for p in wanted],
                        asynchronous=False)
        consumer.close()
        consumer = self._consumer(f"{self.topic}-resume")
        consumer.subscribe([self.topic])
        check({0: wanted[0]}, self._read(consumer, 60), 40)
        consumer.commit(asynchronous=False)
        consumer.close()

    def groups(self):
        group = f"{self.topic}-resume"
        expect(True, self._listed(group), "listed")
        description = self.admin.describe_consumer_groups([group])[group].result()
        expect(0, len(description.members), "members")
        committed = self.admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group].result()
        offsets = {p.partition: p.offset for p in committed.topic_partitions}
        expect(100, offsets[0], "committed")
        self.admin.delete_consumer_groups([group])[group].result()
        expect(False, self._listed(group), "listed after it was deleted")

    def _listed(self, group):
        return group in [g.group_id for g in self.admin.list_consumer_groups().result().valid]

    def alter(self):
        name = f"{self.topic}-alter"
        self._create(name, 1)
        entry = ConfigEntry("retention.ms", "7200000", incremental_operation=AlterConfigOpType.SET)
        resource = ConfigResource(ResourceType.TOPIC, name, incremental_configs=[entry])
        self.admin.incremental_alter_configs([resource])[resource].result()
        self.admin.create_partitions([NewPartitions(name, 3)])[name].result()
        self._describe(name, 3, "7200000")

    def delete(self):
        name = f"{self.topic}-delete"
        self._create(name, 1)
        expect(True, name in self.admin.list_topics(timeout=10).topics, "listed")
        self.admin.delete_topics([name])[name].result()
        expect(False, name in self.admin.list_topics(timeout=10).topics, "listed after it was deleted")

    def errors(self):
        refused(KafkaError.TOPIC_ALREADY_EXISTS, lambda: self._create(self.topic, 1))
        refused(KafkaError.TOPIC_EXCEPTION, lambda: self._create("no such", 1))
        refused(KafkaError.INVALID_REPLICATION_FACTOR, lambda: self._create(f"{self.topic}-many", 1, replicas=99))
        name = f"{self.topic}-none"
        refused(KafkaError.UNKNOWN_TOPIC_OR_PART, lambda: self.admin.delete_topics([name])[name].result())


def refused(code, call):
    try:
        call()
    except KafkaException as e:
        expect(code, e.args[0].code(), "error")
    else:
        raise AssertionError(f"expected error {code}, was accepted")


answer(Jobs)
