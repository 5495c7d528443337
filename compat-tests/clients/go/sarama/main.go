// SPDX-License-Identifier: Apache-2.0

// The jobs of jobs.txt with sarama.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"matrix/jobs"

	"github.com/IBM/sarama"
)

type client struct {
	bootstrap []string
	admin     sarama.ClusterAdmin
}

func main() {
	jobs.Main(func(bootstrap string) (jobs.Client, error) {
		admin, err := sarama.NewClusterAdmin([]string{bootstrap}, config())
		return &client{[]string{bootstrap}, admin}, err
	})
}

func config() *sarama.Config {
	config := sarama.NewConfig()
	config.Version = sarama.MaxVersion
	config.Producer.Return.Successes = true
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.Offsets.AutoCommit.Enable = false
	return config
}

func (c *client) Create(topic string, partitions, replicas int, entries map[string]string) error {
	detail := &sarama.TopicDetail{
		NumPartitions: int32(partitions), ReplicationFactor: int16(replicas), ConfigEntries: map[string]*string{}}
	for key, value := range entries {
		detail.ConfigEntries[key] = &value
	}
	return c.admin.CreateTopic(topic, detail, false)
}

func (c *client) Describe(topic string, partitions int, retention string) error {
	topics, err := c.admin.DescribeTopics([]string{topic})
	if err != nil {
		return err
	}
	for _, p := range topics[0].Partitions {
		if p.Leader < 0 {
			return fmt.Errorf("partition %d has no leader", p.ID)
		}
	}
	entries, err := c.admin.DescribeConfig(sarama.ConfigResource{Type: sarama.TopicResource, Name: topic})
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name == "retention.ms" && entry.Value == retention && len(topics[0].Partitions) == partitions {
			return nil
		}
	}
	return fmt.Errorf("%d partitions, or retention.ms is not %s", len(topics[0].Partitions), retention)
}

func (c *client) Produce(topic string, records []jobs.Record, codec, acks string) ([]int64, error) {
	config := config()
	config.Producer.Partitioner = sarama.NewManualPartitioner
	config.Producer.RequiredAcks = map[string]sarama.RequiredAcks{
		"0": sarama.NoResponse, "1": sarama.WaitForLocal, "all": sarama.WaitForAll}[acks]
	config.Producer.Compression = map[string]sarama.CompressionCodec{
		"none": sarama.CompressionNone, "gzip": sarama.CompressionGZIP, "snappy": sarama.CompressionSnappy,
		"lz4": sarama.CompressionLZ4, "zstd": sarama.CompressionZSTD}[codec]
	producer, err := sarama.NewSyncProducer(c.bootstrap, config)
	if err != nil {
		return nil, err
	}
	defer producer.Close()
	messages := make([]*sarama.ProducerMessage, len(records))
	for i, r := range records {
		messages[i] = &sarama.ProducerMessage{
			Topic: topic, Partition: int32(r.Partition), Key: sarama.StringEncoder(r.Key),
			Value:   sarama.StringEncoder(r.Value),
			Headers: []sarama.RecordHeader{{Key: []byte(r.HeaderKey), Value: []byte(r.HeaderValue)}}}
	}
	err = producer.SendMessages(messages)
	offsets := make([]int64, len(records))
	for i, m := range messages {
		offsets[i] = m.Offset
	}
	return offsets, err
}

func (c *client) Read(topic string, partitions []int, offset int64, count int) ([]jobs.Record, error) {
	consumer, err := sarama.NewConsumer(c.bootstrap, config())
	if err != nil {
		return nil, err
	}
	defer consumer.Close()
	messages := make(chan *sarama.ConsumerMessage)
	done := make(chan struct{})
	defer close(done)
	for _, p := range partitions {
		partition, err := consumer.ConsumePartition(topic, int32(p), offset)
		if err != nil {
			return nil, err
		}
		defer partition.AsyncClose()
		go func() {
			for message := range partition.Messages() {
				select {
				case messages <- message:
				case <-done:
					return
				}
			}
		}()
	}
	return read(messages, count)
}

func read(messages <-chan *sarama.ConsumerMessage, count int) ([]jobs.Record, error) {
	records := []jobs.Record{}
	end := time.After(jobs.Patience)
	for len(records) < count {
		select {
		case m := <-messages:
			records = append(records, jobs.Record{
				Partition: int(m.Partition), Offset: m.Offset, Key: string(m.Key), Value: string(m.Value),
				HeaderKey: string(m.Headers[0].Key), HeaderValue: string(m.Headers[0].Value)})
		case <-end:
			return nil, fmt.Errorf("%d records of %d in %v", len(records), count, jobs.Patience)
		}
	}
	return records, nil
}

func (c *client) End(topic string, partition int) (int64, error) {
	plain, err := sarama.NewClient(c.bootstrap, config())
	if err != nil {
		return 0, err
	}
	defer plain.Close()
	return plain.GetOffset(topic, int32(partition), sarama.OffsetNewest)
}

// member hands on what it is given; the session stays open until the member is told to leave.
type member struct {
	messages chan *sarama.ConsumerMessage
	sessions chan sarama.ConsumerGroupSession
}

func (m *member) Setup(session sarama.ConsumerGroupSession) error {
	m.sessions <- session
	return nil
}

func (m *member) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (m *member) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		select {
		case m.messages <- message:
		case <-session.Context().Done():
			return nil
		}
	}
	return nil
}

func (c *client) ReadInGroup(name, topic string, count int, commit map[int]int64) ([]jobs.Record, error) {
	group, err := sarama.NewConsumerGroup(c.bootstrap, name, config())
	if err != nil {
		return nil, err
	}
	defer group.Close()
	ctx, leave := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	m := &member{make(chan *sarama.ConsumerMessage), make(chan sarama.ConsumerGroupSession, 10)}
	go func() { ended <- group.Consume(ctx, []string{topic}, m) }()
	records, err := read(m.messages, count)
	if err == nil && commit != nil {
		session := <-m.sessions
		for partition, offset := range commit {
			session.MarkOffset(topic, int32(partition), offset, "")
		}
		session.Commit()
	}
	leave()
	return records, errors.Join(err, <-ended)
}

func (c *client) Groups() ([]string, error) {
	groups, err := c.admin.ListConsumerGroups()
	names := []string{}
	for name := range groups {
		names = append(names, name)
	}
	return names, err
}

func (c *client) Group(group, topic string) (int, int64, error) {
	described, err := c.admin.DescribeConsumerGroups([]string{group})
	if err != nil {
		return 0, 0, err
	}
	offsets, err := c.admin.ListConsumerGroupOffsets(group, map[string][]int32{topic: {0}})
	if err != nil {
		return 0, 0, err
	}
	return len(described[0].Members), offsets.GetBlock(topic, 0).Offset, nil
}

func (c *client) DeleteGroup(group string) error {
	return c.admin.DeleteConsumerGroup(group)
}

func (c *client) Alter(topic, key, value string, partitions int) error {
	set := map[string]sarama.IncrementalAlterConfigsEntry{
		key: {Operation: sarama.IncrementalAlterConfigsOperationSet, Value: &value}}
	if err := c.admin.IncrementalAlterConfig(sarama.TopicResource, topic, set, false); err != nil {
		return err
	}
	return c.admin.CreatePartitions(topic, int32(partitions), nil, false)
}

func (c *client) Topics() ([]string, error) {
	topics, err := c.admin.ListTopics()
	names := []string{}
	for name := range topics {
		names = append(names, name)
	}
	return names, err
}

func (c *client) Delete(topic string) error {
	return c.admin.DeleteTopic(topic)
}

func (c *client) ErrorName(err error) string {
	for known, name := range map[sarama.KError]string{
		sarama.ErrTopicAlreadyExists:       "TOPIC_ALREADY_EXISTS",
		sarama.ErrInvalidTopic:             "INVALID_TOPIC_EXCEPTION",
		sarama.ErrInvalidReplicationFactor: "INVALID_REPLICATION_FACTOR",
		sarama.ErrUnknownTopicOrPartition:  "UNKNOWN_TOPIC_OR_PARTITION",
	} {
		if errors.Is(err, known) {
			return name
		}
	}
	return "another error"
}
