# SPDX-License-Identifier: Apache-2.0
"""The jobs of jobs.txt with kafka-python."""
import time

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource
from kafka.errors import (
    InvalidReplicationFactorError, InvalidTopicError, TopicAlreadyExistsError, UnknownTopicOrPartitionError)
from kafka.structs import OffsetAndMetadata

from records import answer, cases, check, expect, headers, key, value


class Jobs:
    def __init__(self, bootstrap, topic):
        self.bootstrap = bootstrap
        self.topic = topic
        self.admin = KafkaAdminClient(bootstrap_servers=bootstrap)

    def create(self):
        self._create(self.topic, 8, {"retention.ms": "86400000"})

    def _create(self, name, partitions, config=None, replicas=1):
        options = {"num_partitions": partitions, "replication_factor": replicas, "configs": config or {}}
        self.admin.create_topics({name: options})

    def describe(self):
        self._describe(self.topic, 8, "86400000")

    def _describe(self, name, partitions, retention):
        found = self.admin.describe_topics([name])[0]["partitions"]
        expect(partitions, len(found), "partitions")
        expect(True, all(p["leader_id"] >= 0 for p in found), "leaders everywhere")
        config = self.admin.describe_configs([ConfigResource("TOPIC", name)])["topic"][name]
        expect(retention, config["retention.ms"]["value"], "retention.ms")

    def produce(self, name, partition, codec, acks):
        producer = KafkaProducer(
            bootstrap_servers=self.bootstrap, compression_type=None if codec == "none" else codec,
            acks="all" if acks == "all" else int(acks), enable_idempotence=acks == "all", linger_ms=20)
        sent = [
            producer.send(self.topic, value(name, i), key(name, i), headers(name), int(partition)) for i in range(100)]
        offsets = [future.get(30).offset for future in sent]
        if acks != "0":
            expect(list(range(100)), offsets, "offsets")
        producer.close()

    def _consumer(self, group=None):
        return KafkaConsumer(
            bootstrap_servers=self.bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False)

    def _read(self, consumer, count):
        records = []
        end = time.monotonic() + 30
        while len(records) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(records)} records of {count} in 30 s")
            for batch in consumer.poll(200).values():
                records += [(r.partition, r.offset, r.key, r.value, r.headers) for r in batch]
        return records

    def consume(self, *arguments):
        wanted = cases(arguments)
        consumer = self._consumer()
        consumer.assign([TopicPartition(self.topic, p) for p in wanted])
        consumer.seek_to_beginning()
        check(wanted, self._read(consumer, 100 * len(wanted)))
        consumer.close()

    def seek(self, name):
        first = TopicPartition(self.topic, 0)
        consumer = self._consumer()
        consumer.assign([first])
        consumer.seek(first, 50)
        expect(key(name, 50), self._read(consumer, 1)[0][2], "first after the seek")
        consumer.seek_to_end(first)
        expect(100, consumer.position(first), "end")
        expect({}, consumer.poll(500), "records at the end")
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
        consumer.commit({
            TopicPartition(self.topic, p): OffsetAndMetadata(40 if p == 0 else 100, "", -1) for p in wanted})
        consumer.close()
        consumer = self._consumer(f"{self.topic}-resume")
        consumer.subscribe([self.topic])
        check({0: wanted[0]}, self._read(consumer, 60), 40)
        consumer.commit()
        consumer.close()

    def groups(self):
        group = f"{self.topic}-resume"
        expect(True, self._listed(group), "listed")
        expect([], self.admin.describe_groups([group])[group]["members"], "members")
        offsets = self.admin.list_group_offsets([group])[group]
        expect(100, offsets[TopicPartition(self.topic, 0)].offset, "committed")
        self.admin.delete_groups([group])
        expect(False, self._listed(group), "listed after it was deleted")

    def _listed(self, group):
        return group in [g["group_id"] for g in self.admin.list_groups()]

    def alter(self):
        name = f"{self.topic}-alter"
        self._create(name, 1)
        self.admin.alter_configs([ConfigResource("TOPIC", name, {"retention.ms": "7200000"})])
        self.admin.create_partitions({name: 3})
        self._describe(name, 3, "7200000")

    def delete(self):
        name = f"{self.topic}-delete"
        self._create(name, 1)
        expect(True, name in self.admin.list_topics(), "listed")
        self.admin.delete_topics([name])
        expect(False, name in self.admin.list_topics(), "listed after it was deleted")

    def errors(self):
        refused(TopicAlreadyExistsError, lambda: self._create(self.topic, 1))
        refused(InvalidTopicError, lambda: self._create("no such", 1))
        refused(InvalidReplicationFactorError, lambda: self._create(f"{self.topic}-many", 1, replicas=99))
        refused(UnknownTopicOrPartitionError, lambda: self.admin.delete_topics([f"{self.topic}-none"]))


def refused(error, call):
    try:
        call()
    except error:
        return
    raise AssertionError(f"expected {error.__name__}, was accepted")


answer(Jobs)
