// SPDX-License-Identifier: Apache-2.0

// The jobs of jobs.txt with segmentio/kafka-go.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"matrix/jobs"

	"github.com/segmentio/kafka-go"
)

type client struct {
	bootstrap string
	*kafka.Client
}

func main() {
	jobs.Main(func(bootstrap string) (jobs.Client, error) {
		return &client{bootstrap, &kafka.Client{Addr: kafka.TCP(bootstrap), Timeout: jobs.Patience}}, nil
	})
}

// fresh asks anew for what changed a moment ago: a transport keeps what it knows of topics for seconds.
func (c *client) fresh() *kafka.Client {
	return &kafka.Client{Addr: c.Addr, Timeout: c.Timeout, Transport: &kafka.Transport{}}
}

func (c *client) Create(topic string, partitions, replicas int, config map[string]string) error {
	request := kafka.TopicConfig{Topic: topic, NumPartitions: partitions, ReplicationFactor: replicas}
	for key, value := range config {
		request.ConfigEntries = append(request.ConfigEntries, kafka.ConfigEntry{ConfigName: key, ConfigValue: value})
	}
	answer, err := c.CreateTopics(context.Background(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{request}})
	if err != nil {
		return err
	}
	return answer.Errors[topic]
}

func (c *client) Describe(topic string, partitions int, retention string) error {
	metadata, err := c.fresh().Metadata(context.Background(), &kafka.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return err
	}
	found := metadata.Topics[0].Partitions
	for _, p := range found {
		if p.Leader.Host == "" {
			return fmt.Errorf("partition %d has no leader", p.ID)
		}
	}
	answer, err := c.DescribeConfigs(context.Background(), &kafka.DescribeConfigsRequest{
		Resources: []kafka.DescribeConfigRequestResource{{
			ResourceType: kafka.ResourceTypeTopic, ResourceName: topic, ConfigNames: []string{"retention.ms"}}}})
	if err != nil {
		return err
	}
	if got := answer.Resources[0].ConfigEntries[0].ConfigValue; got != retention || len(found) != partitions {
		return fmt.Errorf("%d partitions, retention.ms %s", len(found), got)
	}
	return nil
}

// Produce gives no offsets: they come to Completion, that has them of the last message only.
func (c *client) Produce(topic string, records []jobs.Record, codec, acks string) ([]int64, error) {
	writer := &kafka.Writer{
		Addr: kafka.TCP(c.bootstrap), Topic: topic, BatchTimeout: 20 * time.Millisecond,
		Balancer: kafka.BalancerFunc(func(kafka.Message, ...int) int { return records[0].Partition }),
		RequiredAcks: map[string]kafka.RequiredAcks{
			"0": kafka.RequireNone, "1": kafka.RequireOne, "all": kafka.RequireAll}[acks],
		Compression: map[string]kafka.Compression{
			"gzip": kafka.Gzip, "snappy": kafka.Snappy, "lz4": kafka.Lz4, "zstd": kafka.Zstd}[codec]}
	messages := make([]kafka.Message, len(records))
	for i, r := range records {
		messages[i] = kafka.Message{
			Key: []byte(r.Key), Value: []byte(r.Value),
			Headers: []kafka.Header{{Key: r.HeaderKey, Value: []byte(r.HeaderValue)}}}
	}
	err := writer.WriteMessages(context.Background(), messages...)
	return nil, errors.Join(err, writer.Close())
}

func (c *client) Read(topic string, partitions []int, offset int64, count int) ([]jobs.Record, error) {
	records := []jobs.Record{}
	each := (count + len(partitions) - 1) / len(partitions)
	for _, partition := range partitions {
		reader := kafka.NewReader(kafka.ReaderConfig{
			Brokers: []string{c.bootstrap}, Topic: topic, Partition: partition, MaxWait: 200 * time.Millisecond})
		err := reader.SetOffset(offset)
		if err == nil {
			var more []jobs.Record
			more, _, err = read(reader, each)
			records = append(records, more...)
		}
		if err = errors.Join(err, reader.Close()); err != nil {
			return nil, err
		}
	}
	return records, nil
}

func read(reader *kafka.Reader, count int) ([]jobs.Record, []kafka.Message, error) {
	ctx, cancel := context.WithTimeout(context.Background(), jobs.Patience)
	defer cancel()
	records, messages := []jobs.Record{}, []kafka.Message{}
	for len(records) < count {
		m, err := reader.FetchMessage(ctx)
		if err != nil {
			return nil, nil, fmt.Errorf("%d records of %d: %w", len(records), count, err)
		}
		messages = append(messages, m)
		records = append(records, jobs.Record{
			Partition: m.Partition, Offset: m.Offset, Key: string(m.Key), Value: string(m.Value),
			HeaderKey: m.Headers[0].Key, HeaderValue: string(m.Headers[0].Value)})
	}
	return records, messages, nil
}

func (c *client) End(topic string, partition int) (int64, error) {
	answer, err := c.ListOffsets(context.Background(), &kafka.ListOffsetsRequest{
		Topics: map[string][]kafka.OffsetRequest{topic: {kafka.LastOffsetOf(partition)}}})
	if err != nil {
		return 0, err
	}
	return answer.Topics[topic][0].LastOffset, nil
}

func (c *client) ReadInGroup(group, topic string, count int, commit map[int]int64) ([]jobs.Record, error) {
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{c.bootstrap}, Topic: topic, GroupID: group, StartOffset: kafka.FirstOffset,
		MaxWait: 200 * time.Millisecond})
	records, messages, err := read(reader, count)
	if err == nil && commit != nil {
		last := []kafka.Message{}
		for _, m := range messages {
			if offset, there := commit[m.Partition]; there && m.Offset == offset-1 {
				last = append(last, m)
			}
		}
		err = reader.CommitMessages(context.Background(), last...)
	}
	return records, errors.Join(err, reader.Close())
}

func (c *client) Groups() ([]string, error) {
	answer, err := c.ListGroups(context.Background(), &kafka.ListGroupsRequest{})
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, group := range answer.Groups {
		names = append(names, group.GroupID)
	}
	return names, answer.Error
}

func (c *client) Group(group, topic string) (int, int64, error) {
	described, err := c.DescribeGroups(context.Background(), &kafka.DescribeGroupsRequest{GroupIDs: []string{group}})
	if err != nil {
		return 0, 0, err
	}
	offsets, err := c.OffsetFetch(context.Background(), &kafka.OffsetFetchRequest{
		GroupID: group, Topics: map[string][]int{topic: {0}}})
	if err != nil {
		return 0, 0, err
	}
	return len(described.Groups[0].Members), offsets.Topics[topic][0].CommittedOffset, offsets.Error
}

func (c *client) DeleteGroup(group string) error {
	answer, err := c.DeleteGroups(context.Background(), &kafka.DeleteGroupsRequest{GroupIDs: []string{group}})
	if err != nil {
		return err
	}
	return answer.Errors[group]
}

func (c *client) Alter(topic, key, value string, partitions int) error {
	altered, err := c.IncrementalAlterConfigs(context.Background(), &kafka.IncrementalAlterConfigsRequest{
		Resources: []kafka.IncrementalAlterConfigsRequestResource{{
			ResourceType: kafka.ResourceTypeTopic, ResourceName: topic,
			Configs: []kafka.IncrementalAlterConfigsRequestConfig{{
				Name: key, Value: value, ConfigOperation: kafka.ConfigOperationSet}}}}})
	if err != nil {
		return err
	}
	created, err := c.CreatePartitions(context.Background(), &kafka.CreatePartitionsRequest{
		Topics: []kafka.TopicPartitionsConfig{{Name: topic, Count: int32(partitions)}}})
	if err != nil {
		return err
	}
	return errors.Join(altered.Resources[0].Error, created.Errors[topic])
}

func (c *client) Topics() ([]string, error) {
	metadata, err := c.fresh().Metadata(context.Background(), &kafka.MetadataRequest{})
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, topic := range metadata.Topics {
		names = append(names, topic.Name)
	}
	return names, nil
}

func (c *client) Delete(topic string) error {
	answer, err := c.DeleteTopics(context.Background(), &kafka.DeleteTopicsRequest{Topics: []string{topic}})
	if err != nil {
		return err
	}
	return answer.Errors[topic]
}

func (c *client) ErrorName(err error) string {
	for known, name := range map[kafka.Error]string{
		kafka.TopicAlreadyExists:       "TOPIC_ALREADY_EXISTS",
		kafka.InvalidTopic:             "INVALID_TOPIC_EXCEPTION",
		kafka.InvalidReplicationFactor: "INVALID_REPLICATION_FACTOR",
		kafka.UnknownTopicOrPartition:  "UNKNOWN_TOPIC_OR_PARTITION",
	} {
		if errors.Is(err, known) {
			return name
		}
	}
	return "another error"
}
