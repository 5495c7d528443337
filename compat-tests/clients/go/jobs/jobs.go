// SPDX-License-Identifier: Apache-2.0

// Package jobs is what every Go client writes and expects (jobs.txt), and how a program answers.
package jobs

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Patience is how long a program waits for records.
const Patience = 30 * time.Second

// Record is what a client wrote or read.
type Record struct {
	Partition   int
	Offset      int64
	Key, Value  string
	HeaderKey   string
	HeaderValue string
}

// Client does the jobs; those that it does not offer it answers with NotOffered.
type Client interface {
	Create(topic string, partitions, replicas int, config map[string]string) error
	Describe(topic string, partitions int, retention string) error
	Produce(topic string, records []Record, codec, acks string) ([]int64, error)
	// Read has records of the partitions from the offset on, at least count of them.
	Read(topic string, partitions []int, offset int64, count int) ([]Record, error)
	// End is the offset after the last record.
	End(topic string, partition int) (int64, error)
	// ReadInGroup reads at least count records as a group's only member, commits the offsets, and leaves.
	ReadInGroup(group, topic string, count int, commit map[int]int64) ([]Record, error)
	Groups() ([]string, error)
	// Group is the number of members and the committed offset of partition 0.
	Group(group, topic string) (members int, committed int64, err error)
	DeleteGroup(group string) error
	Alter(topic, key, value string, partitions int) error
	Topics() ([]string, error)
	Delete(topic string) error
	// ErrorName is the protocol's name of what a call was refused with.
	ErrorName(err error) string
}

// NotOffered is the answer of a client that has no call for a job.
var NotOffered = errors.New("not offered by this client")

// Main runs the job that the command line names.
func Main(connect func(bootstrap string) (Client, error)) {
	bootstrap, topic, job, arguments := os.Args[1], os.Args[2], os.Args[3], os.Args[4:]
	client, err := connect(bootstrap)
	if err == nil {
		err = run(client, topic, job, arguments)
	}
	switch {
	case err == nil:
		fmt.Printf("%s: ok\n", job)
	case errors.Is(err, NotOffered):
		fmt.Printf("%s: %v\n", job, err)
	default:
		fmt.Printf("%s: FAILED %s\n", job, strings.ReplaceAll(err.Error(), "\n", " "))
	}
}

func run(c Client, topic, job string, arguments []string) error {
	switch job {
	case "create":
		return c.Create(topic, 8, 1, map[string]string{"retention.ms": "86400000"})
	case "describe":
		return c.Describe(topic, 8, "86400000")
	case "produce":
		return produce(c, topic, arguments[0], number(arguments[1]), arguments[2], arguments[3])
	case "consume":
		return consume(c, topic, cases(arguments))
	case "seek":
		return seek(c, topic, arguments[0])
	case "group":
		wanted := cases(arguments)
		records, err := c.ReadInGroup(topic+"-group", topic, 100*len(wanted), nil)
		return first(err, func() error { return check(wanted, records, 0) })
	case "resume":
		return resume(c, topic, cases(arguments))
	case "groups":
		return groups(c, topic)
	case "alter":
		return inTurn(
			func() error { return c.Create(topic+"-alter", 1, 1, nil) },
			func() error { return c.Alter(topic+"-alter", "retention.ms", "7200000", 3) },
			func() error { return c.Describe(topic+"-alter", 3, "7200000") })
	case "delete":
		return inTurn(
			func() error { return c.Create(topic+"-delete", 1, 1, nil) },
			func() error { return listed(c.Topics, topic+"-delete", true) },
			func() error { return c.Delete(topic + "-delete") },
			func() error { return listed(c.Topics, topic+"-delete", false) })
	case "errors":
		return inTurn(
			func() error { return refused(c, "TOPIC_ALREADY_EXISTS", c.Create(topic, 1, 1, nil)) },
			func() error { return refused(c, "INVALID_TOPIC_EXCEPTION", c.Create("no such", 1, 1, nil)) },
			func() error { return refused(c, "INVALID_REPLICATION_FACTOR", c.Create(topic+"-many", 1, 99, nil)) },
			func() error { return refused(c, "UNKNOWN_TOPIC_OR_PARTITION", c.Delete(topic+"-none")) })
	}
	return errors.New("no such job")
}

func produce(c Client, topic, name string, partition int, codec, acks string) error {
	records := make([]Record, 100)
	for i := range records {
		records[i] = record(name, partition, i)
	}
	offsets, err := c.Produce(topic, records, codec, acks)
	if err != nil || acks == "0" {
		return err
	}
	for i, offset := range offsets {
		if offset != int64(i) {
			return fmt.Errorf("record %d has offset %d", i, offset)
		}
	}
	return nil
}

func consume(c Client, topic string, wanted map[int]string) error {
	partitions := []int{}
	for partition := range wanted {
		partitions = append(partitions, partition)
	}
	records, err := c.Read(topic, partitions, 0, 100*len(wanted))
	return first(err, func() error { return check(wanted, records, 0) })
}

func seek(c Client, topic, name string) error {
	records, err := c.Read(topic, []int{0}, 50, 1)
	if err != nil {
		return err
	}
	if wanted := record(name, 0, 50); records[0] != wanted {
		return fmt.Errorf("first after the seek: expected %v, got %v", wanted, records[0])
	}
	end, err := c.End(topic, 0)
	if err == nil && end != 100 {
		err = fmt.Errorf("end: expected 100, got %d", end)
	}
	return err
}

func resume(c Client, topic string, wanted map[int]string) error {
	commit := map[int]int64{}
	for partition := range wanted {
		commit[partition] = 100
	}
	commit[0] = 40
	if _, err := c.ReadInGroup(topic+"-resume", topic, 100*len(wanted), commit); err != nil {
		return err
	}
	records, err := c.ReadInGroup(topic+"-resume", topic, 60, map[int]int64{0: 100})
	return first(err, func() error { return check(map[int]string{0: wanted[0]}, records, 40) })
}

func groups(c Client, topic string) error {
	group := topic + "-resume"
	if err := listed(c.Groups, group, true); err != nil {
		return err
	}
	members, committed, err := c.Group(group, topic)
	if err == nil && (members != 0 || committed != 100) {
		err = fmt.Errorf("expected 0 members and 100 committed, got %d and %d", members, committed)
	}
	return inTurn(
		func() error { return err },
		func() error { return c.DeleteGroup(group) },
		func() error { return listed(c.Groups, group, false) })
}

func listed(list func() ([]string, error), name string, wanted bool) error {
	names, err := list()
	if err != nil {
		return err
	}
	found := false
	for _, n := range names {
		found = found || n == name
	}
	if found != wanted {
		return fmt.Errorf("%s listed: expected %v, got %v", name, wanted, found)
	}
	return nil
}

func refused(c Client, name string, err error) error {
	if err == nil {
		return fmt.Errorf("expected %s, was accepted", name)
	}
	if got := c.ErrorName(err); got != name {
		return fmt.Errorf("expected %s, got %s (%w)", name, got, err)
	}
	return nil
}

// check says whether each partition has its case's records, in order, from start on, and there is nothing else.
func check(wanted map[int]string, records []Record, start int) error {
	if len(records) != (100-start)*len(wanted) {
		return fmt.Errorf("expected %d records, got %d", (100-start)*len(wanted), len(records))
	}
	next := map[int]int{}
	for _, got := range records {
		i := start + next[got.Partition]
		next[got.Partition]++
		if expected := record(wanted[got.Partition], got.Partition, i); got != expected {
			return fmt.Errorf("expected %v, got %v", expected, got)
		}
	}
	return nil
}

func record(name string, partition, i int) Record {
	value := fmt.Sprintf("%s %d %s", name, i, strings.Repeat("0123456789", 10))
	return Record{partition, int64(i), fmt.Sprintf("%s-%d", name, i), value, "case", name}
}

func cases(arguments []string) map[int]string {
	cases := map[int]string{}
	for _, argument := range arguments {
		partition, name, _ := strings.Cut(argument, "=")
		cases[number(partition)] = name
	}
	return cases
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func first(err error, then func() error) error {
	return inTurn(func() error { return err }, then)
}

func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
