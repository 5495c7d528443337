# SPDX-License-Identifier: Apache-2.0
"""The jobs of jobs.txt with aiokafka."""
import asyncio
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

from records import answer, cases, check, expect, headers, key, value


class Jobs:
    def __init__(self, bootstrap, topic):
        self.bootstrap = bootstrap
        self.topic = topic

    async def create(self):
        async with self._admin() as admin:
            await create(admin, self.topic, 8, {"retention.ms": "86400000"})

    async def describe(self):
        async with self._admin() as admin:
            await describe(admin, self.topic, 8, "86400000")

    async def produce(self, name, partition, codec, acks):
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap, compression_type=None if codec == "none" else codec,
            acks="all" if acks == "all" else int(acks), linger_ms=20)
        async with producer:
            sent = [
                await producer.send(self.topic, value(name, i), key(name, i), int(partition), headers=headers(name))
                for i in range(100)]
            answers = [await future for future in sent]
            if acks != "0":
                expect(list(range(100)), [a.offset for a in answers], "offsets")

    async def consume(self, *arguments):
        wanted = cases(arguments)
        async with self._consumer() as consumer:
            consumer.assign([TopicPartition(self.topic, p) for p in wanted])
            await consumer.seek_to_beginning()
            check(wanted, await read(consumer, 100 * len(wanted)))

    async def seek(self, name):
        first = TopicPartition(self.topic, 0)
        async with self._consumer() as consumer:
            consumer.assign([first])
            consumer.seek(first, 50)
            expect(key(name, 50), (await read(consumer, 1))[0][2], "first after the seek")
            await consumer.seek_to_end(first)
            expect(100, await consumer.position(first), "end")
            expect({}, await consumer.getmany(timeout_ms=500), "records at the end")

    async def group(self, *arguments):
        wanted = cases(arguments)
        async with self._consumer(f"{self.topic}-group") as consumer:
            consumer.subscribe([self.topic])
            check(wanted, await read(consumer, 100 * len(wanted)))

    async def resume(self, *arguments):
        wanted = cases(arguments)
        async with self._consumer(f"{self.topic}-resume") as consumer:
            consumer.subscribe([self.topic])
            await read(consumer, 100 * len(wanted))
            await consumer.commit({TopicPartition(self.topic, p): 40 if p == 0 else 100 for p in wanted})
        async with self._consumer(f"{self.topic}-resume") as consumer:
            consumer.subscribe([self.topic])
            check({0: wanted[0]}, await read(consumer, 60), 40)
            await consumer.commit()

    async def groups(self):
        group = f"{self.topic}-resume"
        async with self._admin() as admin:
            expect(True, group in [g[0] for g in await admin.list_consumer_groups()], "listed")
            error, name, state, *_, members = (await admin.describe_consumer_groups([group]))[0].groups[0][:6]
            expect((0, group, "Empty", []), (error, name, state, members), "description")
            offsets = await admin.list_consumer_group_offsets(group)
            expect(100, offsets[TopicPartition(self.topic, 0)].offset, "committed")
        return "without deleting: the client has no call for it"

    async def alter(self):
        name = f"{self.topic}-alter"
        async with self._admin() as admin:
            await create(admin, name, 1)
            resource = ConfigResource(ConfigResourceType.TOPIC, name, {"retention.ms": "7200000"})
            accepted((await admin.alter_configs([resource]))[0].resources[0][0])
            accepted((await admin.create_partitions({name: NewPartitions(3)})).topic_errors[0][1])
            await describe(admin, name, 3, "7200000")

    async def delete(self):
        name = f"{self.topic}-delete"
        async with self._admin() as admin:
            await create(admin, name, 1)
            expect(True, name in await admin.list_topics(), "listed")
            await delete(admin, name)
            expect(False, name in await admin.list_topics(), "listed after it was deleted")

    async def errors(self):
        async with self._admin() as admin:
            await refused("TopicAlreadyExistsError", create(admin, self.topic, 1))
            await refused("InvalidTopicError", create(admin, "no such", 1))
            await refused("InvalidReplicationFactorError", create(admin, f"{self.topic}-many", 1, replicas=99))
            await refused("UnknownTopicOrPartitionError", delete(admin, f"{self.topic}-none"))

    @asynccontextmanager
    async def _admin(self):
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()

    def _consumer(self, group=None):
        return AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False)


async def read(consumer, count):
    records = []

    async def until_enough():
        while len(records) < count:
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                records.extend((r.partition, r.offset, r.key, r.value, r.headers) for r in batch)

    try:
        await asyncio.wait_for(until_enough(), 30)
    except asyncio.TimeoutError:
        raise TimeoutError(f"{len(records)} records of {count} in 30 s") from None
    return records


async def create(admin, name, partitions, config=None, replicas=1):
    answer = await admin.create_topics([NewTopic(name, partitions, replicas, topic_configs=config)])
    accepted(answer.topic_errors[0][1])


async def delete(admin, name):
    accepted((await admin.delete_topics([name])).topic_error_codes[0][1])


async def describe(admin, name, partitions, retention):
    found = (await admin.describe_topics([name]))[0]["partitions"]
    expect(partitions, len(found), "partitions")
    expect(True, all(p["leader"] >= 0 for p in found), "leaders everywhere")
    answer = (await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)]))[0]
    entries = {entry[0]: entry[1] for entry in answer.resources[0][4]}
    expect(retention, entries["retention.ms"], "retention.ms")


def accepted(code):
    if code != 0:
        raise for_code(code)


async def refused(error, call):
    try:
        await call
    except Exception as e:
        expect(error, type(e).__name__, "error")
    else:
        raise AssertionError(f"expected {error}, was accepted")


class Blocking:
    """Every job as a plain call."""

    def __init__(self, bootstrap, topic):
        self.jobs = Jobs(bootstrap, topic)

    def __getattr__(self, job):
        return lambda *arguments: asyncio.run(getattr(self.jobs, job)(*arguments))


answer(Blocking)
