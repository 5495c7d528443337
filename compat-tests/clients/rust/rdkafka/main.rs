// SPDX-License-Identifier: Apache-2.0
//! The jobs of jobs.txt with rdkafka (librdkafka).
mod records;

use std::time::{Duration, Instant};

use rdkafka::admin::{
    AdminClient, AdminOptions, AlterConfig, NewPartitions, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};
use records::{answer, cases, check, expect, record, Record, Result};

const PATIENCE: Duration = Duration::from_secs(30);

struct Jobs {
    bootstrap: String,
    topic: String,
    admin: AdminClient<DefaultClientContext>,
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    let config = config(&args[1]);
    let jobs = Jobs {
        bootstrap: args[1].clone(),
        topic: args[2].clone(),
        admin: config.create().expect("an admin client"),
    };
    answer(&args[3], jobs.run(&args[3], &args[4..]).await);
}

fn config(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap);
    config
}

impl Jobs {
    async fn run(&self, job: &str, args: &[String]) -> Result<Option<&'static str>> {
        match job {
            "create" => self.create(&self.topic, 8, 1, Some("86400000")).await?,
            "describe" => self.describe(&self.topic, 8, "86400000").await?,
            "produce" => self.produce(&args[0], args[1].parse()?, &args[2], &args[3]).await?,
            "consume" => self.consume(args)?,
            "seek" => self.seek(&args[0])?,
            "group" => self.group(args)?,
            "resume" => self.resume(args)?,
            "groups" => self.groups().await?,
            "alter" => self.alter().await?,
            "delete" => self.delete().await?,
            "errors" => self.errors().await?,
            _ => return Err("no such job".into()),
        }
        Ok(None)
    }

    async fn create(&self, name: &str, partitions: i32, replicas: i32, retention: Option<&str>) -> Result<()> {
        let mut topic = NewTopic::new(name, partitions, TopicReplication::Fixed(replicas));
        if let Some(value) = retention {
            topic = topic.set("retention.ms", value);
        }
        let results = self.admin.create_topics([&topic], &AdminOptions::new()).await?;
        results[0].clone().map(|_| ()).map_err(|(_, code)| code.into())
    }

    async fn describe(&self, name: &str, partitions: usize, retention: &str) -> Result<()> {
        let metadata = self.admin.inner().fetch_metadata(Some(name), PATIENCE)?;
        let found = metadata.topics()[0].partitions();
        expect(partitions, found.len(), "partitions")?;
        expect(true, found.iter().all(|p| p.leader() >= 0), "leaders everywhere")?;
        let resource = ResourceSpecifier::Topic(name);
        let configs = self.admin.describe_configs([&resource], &AdminOptions::new()).await?;
        let config = configs[0].as_ref().map_err(|code| *code)?;
        let value = config.get("retention.ms").and_then(|entry| entry.value.clone());
        expect(Some(retention.to_string()), value, "retention.ms")
    }

    async fn produce(&self, name: &str, partition: i32, codec: &str, acks: &str) -> Result<()> {
        let producer: FutureProducer = config(&self.bootstrap)
            .set("compression.type", codec)
            .set("acks", acks)
            .set("linger.ms", "20")
            .create()?;
        let records: Vec<Record> = (0..100).map(|i| record(name, partition, i)).collect();
        let mut sent = Vec::new();
        for r in &records {
            let header = Header { key: &r.header.0, value: Some(&r.header.1) };
            let message = FutureRecord::to(&self.topic)
                .partition(partition)
                .key(&r.key)
                .payload(&r.value)
                .headers(OwnedHeaders::new().insert(header));
            sent.push(producer.send_result(message).map_err(|(e, _)| e)?);
        }
        for (delivery, r) in sent.into_iter().zip(&records) {
            let delivered = delivery.await?.map_err(|(e, _)| e)?;
            if acks != "0" {
                expect(r.offset, delivered.offset, "offset")?;
            }
        }
        Ok(())
    }

    fn consume(&self, args: &[String]) -> Result<()> {
        let wanted = cases(args);
        let consumer = self.consumer("none")?;
        consumer.assign(&self.offsets(wanted.keys().map(|p| (*p, 0)))?)?;
        check(&wanted, &read(&consumer, 100 * wanted.len())?, 0)
    }

    fn seek(&self, name: &str) -> Result<()> {
        let consumer = self.consumer("none")?;
        consumer.assign(&self.offsets([(0, 50)])?)?;
        expect(&record(name, 0, 50), &read(&consumer, 1)?[0], "first after the seek")?;
        expect((0, 100), consumer.fetch_watermarks(&self.topic, 0, PATIENCE)?, "beginning and end")?;
        consumer.seek(&self.topic, 0, Offset::Offset(100), PATIENCE)?;
        expect(true, consumer.poll(Duration::from_millis(500)).is_none(), "nothing at the end")
    }

    fn group(&self, args: &[String]) -> Result<()> {
        let wanted = cases(args);
        let consumer = self.consumer("group")?;
        consumer.subscribe(&[&self.topic])?;
        check(&wanted, &read(&consumer, 100 * wanted.len())?, 0)
    }

    fn resume(&self, args: &[String]) -> Result<()> {
        let mut wanted = cases(args);
        let consumer = self.consumer("resume")?;
        consumer.subscribe(&[&self.topic])?;
        read(&consumer, 100 * wanted.len())?;
        let positions = wanted.keys().map(|p| (*p, if *p == 0 { 40 } else { 100 }));
        consumer.commit(&self.offsets(positions)?, CommitMode::Sync)?;
        drop(consumer);
        let consumer = self.consumer("resume")?;
        consumer.subscribe(&[&self.topic])?;
        wanted.retain(|p, _| *p == 0);
        check(&wanted, &read(&consumer, 60)?, 40)?;
        Ok(consumer.commit_consumer_state(CommitMode::Sync)?)
    }

    async fn groups(&self) -> Result<()> {
        let group = format!("{}-resume", self.topic);
        let listed = |wanted: Option<usize>| -> Result<()> {
            let list = self.admin.inner().fetch_group_list(None, PATIENCE)?;
            let members = list.groups().iter().find(|g| g.name() == group).map(|g| g.members().len());
            expect(wanted, members, "members of the listed group")
        };
        listed(Some(0))?;
        let committed = self.consumer("resume")?.committed_offsets(self.offsets([(0, 0)])?, PATIENCE)?;
        expect(Offset::Offset(100), committed.elements()[0].offset(), "committed")?;
        let results = self.admin.delete_groups(&[&group], &AdminOptions::new()).await?;
        results[0].clone().map_err(|(_, code)| code)?;
        listed(None)
    }

    async fn alter(&self) -> Result<()> {
        let name = format!("{}-alter", self.topic);
        self.create(&name, 1, 1, None).await?;
        let config = AlterConfig::new(ResourceSpecifier::Topic(&name)).set("retention.ms", "7200000");
        let results = self.admin.alter_configs([&config], &AdminOptions::new()).await?;
        results[0].as_ref().map_err(|(_, code)| *code)?;
        let partitions = NewPartitions::new(&name, 3);
        let results = self.admin.create_partitions([&partitions], &AdminOptions::new()).await?;
        results[0].as_ref().map_err(|(_, code)| *code)?;
        self.describe(&name, 3, "7200000").await
    }

    async fn delete(&self) -> Result<()> {
        let name = format!("{}-delete", self.topic);
        let listed = || -> Result<bool> {
            let metadata = self.admin.inner().fetch_metadata(None, PATIENCE)?;
            Ok(metadata.topics().iter().any(|t| t.name() == name))
        };
        self.create(&name, 1, 1, None).await?;
        expect(true, listed()?, "listed")?;
        self.remove(&name).await?;
        expect(false, listed()?, "listed after it was deleted")
    }

    async fn remove(&self, name: &str) -> Result<()> {
        let results = self.admin.delete_topics(&[name], &AdminOptions::new()).await?;
        results[0].clone().map(|_| ()).map_err(|(_, code)| code.into())
    }

    async fn errors(&self) -> Result<()> {
        let many = format!("{}-many", self.topic);
        let none = format!("{}-none", self.topic);
        refused(RDKafkaErrorCode::TopicAlreadyExists, self.create(&self.topic, 1, 1, None).await)?;
        refused(RDKafkaErrorCode::InvalidTopic, self.create("no such", 1, 1, None).await)?;
        refused(RDKafkaErrorCode::InvalidReplicationFactor, self.create(&many, 1, 99, None).await)?;
        refused(RDKafkaErrorCode::UnknownTopicOrPartition, self.remove(&none).await)
    }

    fn consumer(&self, group: &str) -> Result<BaseConsumer> {
        let consumer = config(&self.bootstrap)
            .set("group.id", format!("{}-{group}", self.topic))
            .set("auto.offset.reset", "earliest")
            .set("enable.auto.commit", "false")
            .create()?;
        Ok(consumer)
    }

    fn offsets(&self, offsets: impl IntoIterator<Item = (i32, i64)>) -> Result<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for (partition, offset) in offsets {
            list.add_partition_offset(&self.topic, partition, Offset::Offset(offset))?;
        }
        Ok(list)
    }
}

/// At least so many records; whatever else the broker sends with them comes too.
fn read(consumer: &BaseConsumer, count: usize) -> Result<Vec<Record>> {
    let end = Instant::now() + PATIENCE;
    let mut records = Vec::new();
    while records.len() < count {
        if Instant::now() > end {
            return Err(format!("{} records of {count} in 30 s", records.len()).into());
        }
        if let Some(message) = consumer.poll(Duration::from_millis(200)) {
            let message = message?;
            let header: Header<'_, &str> = message.headers().ok_or("no headers")?.get_as(0)?;
            records.push(Record {
                partition: message.partition(),
                offset: message.offset(),
                key: message.key_view::<str>().ok_or("no key")??.into(),
                value: message.payload_view::<str>().ok_or("no value")??.into(),
                header: (header.key.into(), header.value.unwrap_or("").into()),
            });
        }
    }
    Ok(records)
}

fn refused(code: RDKafkaErrorCode, result: Result<()>) -> Result<()> {
    match result {
        Ok(()) => Err(format!("expected {code}, was accepted").into()),
        Err(e) => expect(Some(&code), e.downcast_ref(), "error"),
    }
}
