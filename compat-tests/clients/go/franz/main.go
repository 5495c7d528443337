// SPDX-License-Identifier: Apache-2.0

// The jobs of jobs.txt with franz-go.
package main

import (
	"context"
	"errors"
	"fmt"

	"matrix/jobs"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

type client struct {
	bootstrap string
	admin     *kadm.Client
}

func main() {
	jobs.Main(func(bootstrap string) (jobs.Client, error) {
		admin, err := kadm.NewOptClient(kgo.SeedBrokers(bootstrap))
		return &client{bootstrap, admin}, err
	})
}

func (c *client) Create(topic string, partitions, replicas int, config map[string]string) error {
	configs := map[string]*string{}
	for key, value := range config {
		configs[key] = &value
	}
	_, err := c.admin.CreateTopic(context.Background(), int32(partitions), int16(replicas), configs, topic)
	return err
}

func (c *client) Describe(topic string, partitions int, retention string) error {
	topics, err := c.admin.ListTopics(context.Background(), topic)
	if err != nil {
		return err
	}
	found := topics[topic].Partitions
	for _, p := range found {
		if p.Leader < 0 {
			return fmt.Errorf("partition %d has no leader", p.Partition)
		}
	}
	configs, err := c.admin.DescribeTopicConfigs(context.Background(), topic)
	if err != nil {
		return err
	}
	for _, entry := range configs[0].Configs {
		if entry.Key == "retention.ms" && entry.MaybeValue() == retention && len(found) == partitions {
			return nil
		}
	}
	return fmt.Errorf("%d partitions, or retention.ms is not %s", len(found), retention)
}

func (c *client) Produce(topic string, records []jobs.Record, codec, acks string) ([]int64, error) {
	codecs := map[string]kgo.CompressionCodec{
		"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(), "snappy": kgo.SnappyCompression(),
		"lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression()}
	options := []kgo.Opt{
		kgo.SeedBrokers(c.bootstrap), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(codecs[codec])}
	switch acks { // all, and with it idempotent, is what the client does by itself
	case "0":
		options = append(options, kgo.RequiredAcks(kgo.NoAck()), kgo.DisableIdempotentWrite())
	case "1":
		options = append(options, kgo.RequiredAcks(kgo.LeaderAck()), kgo.DisableIdempotentWrite())
	}
	producer, err := kgo.NewClient(options...)
	if err != nil {
		return nil, err
	}
	defer producer.Close()
	sent := make([]*kgo.Record, len(records))
	for i, r := range records {
		sent[i] = &kgo.Record{
			Topic: topic, Partition: int32(r.Partition), Key: []byte(r.Key), Value: []byte(r.Value),
			Headers: []kgo.RecordHeader{{Key: r.HeaderKey, Value: []byte(r.HeaderValue)}}}
	}
	results := producer.ProduceSync(context.Background(), sent...)
	offsets := make([]int64, len(records))
	for i, r := range sent {
		offsets[i] = r.Offset
	}
	return offsets, results.FirstErr()
}

func (c *client) Read(topic string, partitions []int, offset int64, count int) ([]jobs.Record, error) {
	from := map[int32]kgo.Offset{}
	for _, p := range partitions {
		from[int32(p)] = kgo.NewOffset().At(offset)
	}
	consumer, err := kgo.NewClient(
		kgo.SeedBrokers(c.bootstrap), kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: from}))
	if err != nil {
		return nil, err
	}
	defer consumer.Close()
	return read(consumer, count)
}

func read(consumer *kgo.Client, count int) ([]jobs.Record, error) {
	ctx, cancel := context.WithTimeout(context.Background(), jobs.Patience)
	defer cancel()
	records := []jobs.Record{}
	for len(records) < count {
		fetches := consumer.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return nil, fmt.Errorf("%d records of %d: %w", len(records), count, err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			records = append(records, jobs.Record{
				Partition: int(r.Partition), Offset: r.Offset, Key: string(r.Key), Value: string(r.Value),
				HeaderKey: r.Headers[0].Key, HeaderValue: string(r.Headers[0].Value)})
		})
	}
	return records, nil
}

func (c *client) End(topic string, partition int) (int64, error) {
	offsets, err := c.admin.ListEndOffsets(context.Background(), topic)
	if err != nil {
		return 0, err
	}
	return offsets[topic][int32(partition)].Offset, nil
}

func (c *client) ReadInGroup(group, topic string, count int, commit map[int]int64) ([]jobs.Record, error) {
	consumer, err := kgo.NewClient(
		kgo.SeedBrokers(c.bootstrap), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		return nil, err
	}
	defer consumer.Close()
	records, err := read(consumer, count)
	if err != nil || commit == nil {
		return records, err
	}
	commits := []*kgo.Record{} // a record stands for the offset after it
	for partition, offset := range commit {
		commits = append(commits, &kgo.Record{
			Topic: topic, Partition: int32(partition), Offset: offset - 1, LeaderEpoch: -1})
	}
	return records, consumer.CommitRecords(context.Background(), commits...)
}

func (c *client) Groups() ([]string, error) {
	groups, err := c.admin.ListGroups(context.Background())
	return groups.Groups(), err
}

func (c *client) Group(group, topic string) (int, int64, error) {
	described, err := c.admin.DescribeGroups(context.Background(), group)
	if err != nil {
		return 0, 0, err
	}
	offsets, err := c.admin.FetchOffsets(context.Background(), group)
	return len(described[group].Members), offsets[topic][0].At, err
}

func (c *client) DeleteGroup(group string) error {
	_, err := c.admin.DeleteGroup(context.Background(), group)
	return err
}

func (c *client) Alter(topic, key, value string, partitions int) error {
	set := []kadm.AlterConfig{{Op: kadm.SetConfig, Name: key, Value: &value}}
	altered, err := c.admin.AlterTopicConfigs(context.Background(), set, topic)
	if err == nil {
		err = altered[0].Err
	}
	if err != nil {
		return err
	}
	updated, err := c.admin.UpdatePartitions(context.Background(), partitions, topic)
	return errors.Join(err, updated[topic].Err)
}

// Topics asks by a new client: one keeps what it knows of topics for a while.
func (c *client) Topics() ([]string, error) {
	admin, err := kadm.NewOptClient(kgo.SeedBrokers(c.bootstrap))
	if err != nil {
		return nil, err
	}
	defer admin.Close()
	topics, err := admin.ListTopics(context.Background())
	return topics.Names(), err
}

func (c *client) Delete(topic string) error {
	_, err := c.admin.DeleteTopic(context.Background(), topic)
	return err
}

func (c *client) ErrorName(err error) string {
	var known *kerr.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return "no error of the protocol"
}
