// SPDX-License-Identifier: Apache-2.0
//! The jobs of jobs.txt with krafka, which is Rust throughout.
mod records;

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

use krafka::admin::{AdminClient, ConfigOp, ConfigResource, NewTopic};
use krafka::consumer::{AutoOffsetReset, Consumer, ConsumerBuilder, ConsumerRecord, OffsetAndMetadata, TopicPartition};
use krafka::error::{ErrorCode, KrafkaError};
use krafka::producer::Acks;
use krafka::{Compression, Kafka};
use records::{answer, cases, check, expect, record, Record, Result};

const PATIENCE: Duration = Duration::from_secs(30);

struct Jobs {
    kafka: Kafka,
    admin: AdminClient,
    topic: String,
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    answer(&args[3], run(&args[1], &args[2], &args[3], &args[4..]).await);
}

async fn run(bootstrap: &str, topic: &str, job: &str, args: &[String]) -> Result<Option<&'static str>> {
    let kafka = Kafka::builder(bootstrap).connect().await?;
    let jobs = Jobs { admin: kafka.admin(), kafka, topic: topic.into() };
    match job {
        "create" => jobs.create(topic, 8, 1, Some("86400000")).await?,
        "describe" => jobs.describe(topic, 8, "86400000").await?,
        "produce" => jobs.produce(&args[0], args[1].parse()?, &args[2], &args[3]).await?,
        "consume" => jobs.consume(args).await?,
        "seek" => jobs.seek(&args[0]).await?,
        "group" => jobs.group(args).await?,
        "resume" => jobs.resume(args).await?,
        "groups" => jobs.groups().await?,
        "alter" => jobs.alter().await?,
        "delete" => jobs.delete().await?,
        "errors" => jobs.errors().await?,
        _ => return Err("no such job".into()),
    }
    Ok(None)
}

impl Jobs {
    /// The name is set afterwards, as the client itself would refuse some of them.
    async fn create(&self, name: &str, partitions: i32, replicas: i16, retention: Option<&str>) -> Result<()> {
        let mut topic = NewTopic::new("topic", partitions, replicas)?;
        topic.name = name.into();
        if let Some(value) = retention {
            topic = topic.with_config("retention.ms", value);
        }
        only(self.admin.create_topics([topic], Default::default()).await?)
    }

    async fn describe(&self, name: &str, partitions: usize, retention: &str) -> Result<()> {
        let description = only(self.admin.describe_topics([name], Default::default()).await?)?;
        expect(partitions, description.partitions.len(), "partitions")?;
        expect(true, description.partitions.iter().all(|p| p.leader.is_some()), "leaders everywhere")?;
        let resource = ConfigResource::topic(name);
        let entries = only(self.admin.describe_configs([resource], Default::default()).await?)?;
        let value = entries.into_iter().find(|entry| entry.name == "retention.ms").and_then(|entry| entry.value);
        expect(Some(retention.to_string()), value, "retention.ms")
    }

    async fn produce(&self, name: &str, partition: i32, codec: &str, acks: &str) -> Result<()> {
        let producer = self
            .kafka
            .producer()
            .compression(compression(codec)?)
            .acks(match acks {
                "0" => Acks::None,
                "1" => Acks::Leader,
                _ => Acks::All,
            })
            .idempotent(acks == "all")
            .linger(Duration::from_millis(20))
            .build()
            .await?;
        let mut sent = Vec::new();
        for i in 0..100 {
            let r = record(name, partition, i);
            let message = krafka::Record::new(self.topic.as_str(), r.value)
                .partition(partition)
                .key(r.key)
                .header(r.header.0, r.header.1);
            sent.push(producer.enqueue(message).await?);
        }
        for (i, delivery) in sent.into_iter().enumerate() {
            let delivered = delivery.await?;
            if acks != "0" {
                expect(i as i64, delivered.offset, "offset")?;
            }
        }
        self.await_end(partition, 100).await?;
        Ok(producer.close().await?)
    }

    /// With acks=0 the client takes for delivered what waits to be sent, and closes the connection before it is.
    async fn await_end(&self, partition: i32, end: i64) -> Result<()> {
        let consumer = reading(self.kafka.consumer_without_group()).await?;
        let begun = Instant::now();
        while consumer.fetch_watermarks(&self.topic, partition).await?.1 < end {
            expect(true, begun.elapsed() < PATIENCE, "the end in 30 s")?;
        }
        Ok(consumer.close().await?)
    }

    async fn consume(&self, args: &[String]) -> Result<()> {
        let wanted = cases(args);
        let consumer = reading(self.kafka.consumer_without_group()).await?;
        consumer.assign(&self.topic, wanted.keys().copied().collect()).await?;
        check(&wanted, &read(&consumer, 100 * wanted.len()).await?, 0)?;
        Ok(consumer.close().await?)
    }

    async fn seek(&self, name: &str) -> Result<()> {
        let consumer = reading(self.kafka.consumer_without_group()).await?;
        consumer.assign(&self.topic, vec![0]).await?;
        consumer.seek(&self.topic, 0, 50).await?;
        expect(&record(name, 0, 50), &read(&consumer, 1).await?[0], "first after the seek")?;
        expect((0, 100), consumer.fetch_watermarks(&self.topic, 0).await?, "beginning and end")?;
        consumer.seek_to_end(&self.topic, 0).await?;
        expect(0, consumer.poll(Duration::from_millis(500)).await?.len(), "records at the end")?;
        Ok(consumer.close().await?)
    }

    async fn group(&self, args: &[String]) -> Result<()> {
        let wanted = cases(args);
        let consumer = self.member("group").await?;
        check(&wanted, &read(&consumer, 100 * wanted.len()).await?, 0)?;
        Ok(consumer.close().await?)
    }

    async fn resume(&self, args: &[String]) -> Result<()> {
        let mut wanted = cases(args);
        let consumer = self.member("resume").await?;
        read(&consumer, 100 * wanted.len()).await?;
        let positions = wanted.keys().map(|p| {
            let offset = if *p == 0 { 40 } else { 100 };
            (TopicPartition::new(self.topic.as_str(), *p), OffsetAndMetadata::new(offset))
        });
        consumer.commit_offsets(positions).await?;
        consumer.close().await?;
        let consumer = self.member("resume").await?;
        wanted.retain(|p, _| *p == 0);
        check(&wanted, &read(&consumer, 60).await?, 40)?;
        consumer.commit().await?;
        Ok(consumer.close().await?)
    }

    async fn groups(&self) -> Result<()> {
        let group = format!("{}-resume", self.topic);
        expect(true, self.lists(&group).await?, "listed")?;
        let description = only(self.admin.describe_consumer_groups([&group], Default::default()).await?)?;
        expect(0, description.members.len(), "members")?;
        let offsets = self.admin.list_consumer_group_offsets(group.as_str(), Default::default()).await?;
        let committed = offsets.into_iter().find(|(p, _)| p.partition == 0).ok_or("no offset of partition 0")?.1?;
        expect(Some(100), committed.offset, "committed")?;
        only(self.admin.delete_consumer_groups([&group], Default::default()).await?)?;
        expect(false, self.lists(&group).await?, "listed after it was deleted")
    }

    async fn lists(&self, group: &str) -> Result<bool> {
        let listings = only(self.admin.list_consumer_groups(Default::default()).await?)?;
        Ok(listings.iter().any(|listing| listing.group_id == group))
    }

    async fn alter(&self) -> Result<()> {
        let name = format!("{}-alter", self.topic);
        self.create(&name, 1, 1, None).await?;
        let change = (ConfigResource::topic(name.as_str()), vec![ConfigOp::set("retention.ms", "7200000")]);
        only(self.admin.incremental_alter_configs([change], Default::default()).await?)?;
        only(self.admin.create_partitions([(&name, 3)], Default::default()).await?)?;
        self.describe(&name, 3, "7200000").await
    }

    async fn delete(&self) -> Result<()> {
        let name = format!("{}-delete", self.topic);
        self.create(&name, 1, 1, None).await?;
        expect(true, self.admin.list_topics(Default::default()).await?.contains(&name), "listed")?;
        self.remove(&name).await?;
        expect(false, self.admin.list_topics(Default::default()).await?.contains(&name), "listed after it was deleted")
    }

    async fn remove(&self, name: &str) -> Result<()> {
        only(self.admin.delete_topics([name], Default::default()).await?)
    }

    async fn errors(&self) -> Result<()> {
        let many = format!("{}-many", self.topic);
        let none = format!("{}-none", self.topic);
        refused(ErrorCode::TopicAlreadyExists, self.create(&self.topic, 1, 1, None).await)?;
        refused(ErrorCode::InvalidTopic, self.create("no such", 1, 1, None).await)?;
        refused(ErrorCode::InvalidReplicationFactor, self.create(&many, 1, 99, None).await)?;
        refused(ErrorCode::UnknownTopicOrPartition, self.remove(&none).await)
    }

    /// A member of one of the topic's groups.
    async fn member(&self, group: &str) -> Result<Consumer> {
        let consumer = reading(self.kafka.consumer(format!("{}-{group}", self.topic))).await?;
        consumer.subscribe([&self.topic]).await?;
        Ok(consumer)
    }
}

/// One that begins with the first record and commits when it is told.
async fn reading(consumer: ConsumerBuilder) -> Result<Consumer> {
    Ok(consumer.auto_offset_reset(AutoOffsetReset::Earliest).enable_auto_commit(false).build().await?)
}

fn compression(codec: &str) -> Result<Compression> {
    Ok(match codec {
        "none" => Compression::None,
        "gzip" => Compression::Gzip,
        "snappy" => Compression::Snappy,
        "lz4" => Compression::Lz4,
        "zstd" => Compression::Zstd,
        _ => return Err("no such codec".into()),
    })
}

/// What became of the only thing that was asked for.
fn only<K: Eq + Hash, V>(results: HashMap<K, std::result::Result<V, KrafkaError>>) -> Result<V> {
    Ok(results.into_values().next().ok_or("no result")??)
}

/// At least so many records; whatever else the broker sends with them comes too.
async fn read(consumer: &Consumer, count: usize) -> Result<Vec<Record>> {
    let end = Instant::now() + PATIENCE;
    let mut records = Vec::new();
    while records.len() < count {
        if Instant::now() > end {
            return Err(format!("{} records of {count} in 30 s", records.len()).into());
        }
        for got in consumer.poll(Duration::from_millis(200)).await? {
            records.push(read_as(&got)?);
        }
    }
    Ok(records)
}

fn read_as(got: &ConsumerRecord) -> Result<Record> {
    let header = &got.headers.first().ok_or("no headers")?.0;
    Ok(Record {
        partition: got.partition,
        offset: got.offset,
        key: got.key_str().ok_or("no key")?.into(),
        value: got.value_str().ok_or("no value")?.into(),
        header: (header.clone(), got.header_str(header).ok_or("an empty header")?.into()),
    })
}

fn refused(wanted: ErrorCode, result: Result<()>) -> Result<()> {
    match result.map_err(|e| e.downcast::<KrafkaError>().map(|e| *e)) {
        Err(Ok(KrafkaError::Broker { code, .. })) => expect(wanted, code, "error"),
        Err(Ok(e)) => Err(e.into()),
        Err(Err(e)) => Err(e),
        Ok(()) => Err(format!("expected {wanted:?}, was accepted").into()),
    }
}
