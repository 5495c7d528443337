/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

/** Every figure of the report, with the bound that it is held against where there is one. */
public enum Metric implements Figure {
    PRODUCE_CPU("P1", "produce: broker CPU, warm runs", "ms", Bound.RATIO, 0.5),
    PRODUCE_CPU_GIB("P1", "the same per GiB of values", "s", Bound.NONE, 0),
    PRODUCE_CPU_FIRST("P1", "produce: broker CPU, first run", "ms", Bound.NONE, 0),
    PRODUCE_RATE("P1", "produce: records per second", "1/s", Bound.NONE, 0),
    CONSUME_CPU("P2", "consume: broker CPU, warm runs", "ms", Bound.RATIO, 0.5),
    CONSUME_CPU_GIB("P2", "the same per GiB of values", "s", Bound.NONE, 0),
    CONSUME_CPU_FIRST("P2", "consume: broker CPU, first run", "ms", Bound.NONE, 0),
    CONSUME_CPU_SETTLED("P2", "the same, eighth to tenth run: broker CPU", "ms", Bound.NONE, 0),
    CONSUME_RATE("P2", "consume: records per second", "1/s", Bound.NONE, 0),
    STEADY_CPU("P3", "steady rate: broker CPU", "ms", Bound.RATIO, 0.5),
    STEADY_P99("P3", "steady rate: ack latency p99", "ms", Bound.RATIO, 0.5),
    STEADY_P999("P3", "steady rate: ack latency p99.9", "ms", Bound.RATIO, 0.5),
    STEADY_WARM_P99("P3", "the same without the client's first 2 s: p99", "ms", Bound.NONE, 0),
    STEADY_WARM_P999("P3", "the same without the client's first 2 s: p99.9", "ms", Bound.NONE, 0),
    END_TO_END_AVG("P4", "end to end latency, average", "ms", Bound.RATIO, 0.7),
    END_TO_END_P99("P4", "end to end latency, p99", "ms", Bound.RATIO, 0.7),
    END_TO_END_P999("P4", "end to end latency, p99.9", "ms", Bound.RATIO, 0.7),
    END_TO_END_FINE_AVG("P4", "the same by a warm client of our own, average", "ms", Bound.NONE, 0),
    END_TO_END_FINE_P99("P4", "the same by a warm client of our own, p99", "ms", Bound.NONE, 0),
    END_TO_END_FINE_P999("P4", "the same by a warm client of our own, p99.9", "ms", Bound.NONE, 0),
    START("P5", "process start to first metadata answer", "ms", Bound.ABSOLUTE, 800),
    START_AGAIN("P5", "the same on the data of an earlier, idle run", "ms", Bound.ABSOLUTE, 800),
    START_CPU("P5", "CPU of a start", "ms", Bound.NONE, 0),
    MEMORY_IDLE("P6", "resident memory, idle", "MB", Bound.ABSOLUTE, 120),
    MEMORY_LOADED("P6", "resident memory, after P1 and P2", "MB", Bound.ABSOLUTE, 300),
    IDLE_CPU("P7", "idle CPU per 10 s", "ms", Bound.ABSOLUTE, 30),
    CREATE("P8", "create 10 x 1,000 partitions until each leader answers", "ms", Bound.ABSOLUTE, 3000),
    CREATE_CPU("P8", "the same: broker CPU", "ms", Bound.NONE, 0),
    OPEN_FILES("P9", "open files with 11,000 idle partitions", "", Bound.ABSOLUTE, 1500),
    MEMORY_MAPS("P9", "memory maps with 11,000 idle partitions", "", Bound.ABSOLUTE, 1500),
    PARTITIONS_IDLE_CPU("P9", "idle CPU per 10 s with 11,000 partitions", "ms", Bound.ABSOLUTE, 30),
    PARTITIONS_MEMORY("P9", "resident memory with 11,000 partitions", "MB", Bound.NONE, 0),
    STOP("P10", "clean stop with 11,000 partitions", "ms", Bound.NONE, 0),
    RESTART_CLEAN("P10", "start after a clean stop until each leader answers", "ms", Bound.ABSOLUTE, 3000),
    RESTART_CLEAN_METADATA("P10", "start after a clean stop until first metadata answer", "ms", Bound.NONE, 0),
    RESTART_KILLED("P10", "start after kill -9 until each leader answers", "ms", Bound.ABSOLUTE, 4000),
    RESTART_CLEAN_CPU("P10", "CPU of a start after a clean stop", "ms", Bound.NONE, 0),
    RESTART_KILLED_CPU("P10", "CPU of a start after kill -9", "ms", Bound.NONE, 0),
    RESTART_KILLED_METADATA("P10", "start after kill -9 until first metadata answer", "ms", Bound.NONE, 0),
    KILL_GAP_WORST("P11", "kill -9 of a leader: longest time without an ack, worst of 20", "ms", Bound.ABSOLUTE, 1000),
    KILL_GAP_MEDIAN("P11", "the same: median of 20", "ms", Bound.ABSOLUTE, 300),
    KILL_GAP_CONTROLLER("P11", "the same: worst where it was the controller's broker", "ms", Bound.NONE, 0),
    STOP_GAP_WORST("P12", "SIGTERM of a leader: longest time without an ack, worst of 6", "ms", Bound.ABSOLUTE, 200),
    STOP_GAP_MEDIAN("P12", "the same: median of 6", "ms", Bound.NONE, 0),
    HANG_ELECTED("HANG", "SIGSTOP of a leader: until another leads and answers, worst", "ms", Bound.ABSOLUTE, 3000),
    HANG_GAP_PROMPT("HANG", "the same: time without an ack, client's request timeout 1 s", "ms", Bound.ABSOLUTE, 3000),
    HANG_GAP("HANG", "the same: time without an ack, client's request timeout 30 s", "ms", Bound.NONE, 0),
    WRONG_RECORDS("P11", "acknowledged records lost, doubled or out of order", "", Bound.ABSOLUTE, 0),
    CLASSIC_JOIN(
            "REBALANCE", "200 members join an empty group, 1,000 partitions (initial delay 3 s)", "ms", Bound.NONE, 0),
    CLASSIC_JOIN_CPU("REBALANCE", "the same: broker CPU", "ms", Bound.NONE, 0),
    CLASSIC_LEAVE("REBALANCE", "one of 200 leaves, until all others have new assignments", "ms", Bound.RATIO, 0.5),
    CLASSIC_LEAVE_WAIT("REBALANCE", "the same without what the client itself computes", "ms", Bound.NONE, 0),
    CLASSIC_JOIN_ONE("REBALANCE", "one joins, until all 200 have new assignments", "ms", Bound.RATIO, 0.5),
    CLASSIC_JOIN_ONE_WAIT("REBALANCE", "the same without what the client itself computes", "ms", Bound.NONE, 0),
    CLASSIC_CPU("REBALANCE", "either of both: broker CPU", "ms", Bound.RATIO, 0.5),
    CONSUMER_JOIN("REBALANCE848", "200 members join an empty group (assignments 1 s apart)", "ms", Bound.NONE, 0),
    CONSUMER_JOIN_CPU("REBALANCE848", "the same: broker CPU", "ms", Bound.NONE, 0),
    CONSUMER_LEAVE("REBALANCE848", "one of 200 leaves, until the others own all partitions", "ms", Bound.RATIO, 0.5),
    CONSUMER_LEAVE_WAIT("REBALANCE848", "the same without what the client itself computes", "ms", Bound.NONE, 0),
    CONSUMER_JOIN_ONE("REBALANCE848", "one joins, until it has its share", "ms", Bound.RATIO, 0.5),
    CONSUMER_JOIN_ONE_WAIT("REBALANCE848", "the same without what the client itself computes", "ms", Bound.NONE, 0),
    CONSUMER_CPU("REBALANCE848", "either of both: broker CPU", "ms", Bound.RATIO, 0.5),
    COMMITS_RATE("COMMITS", "commits of 1 partition per second", "1/s", Bound.NONE, 0),
    COMMITS_PER_CPU("COMMITS", "the same per second of broker CPU", "1/s", Bound.RATIO_MIN, 2),
    LARGE_COMMITS_RATE("COMMITS", "commits of 100 partitions per second", "1/s", Bound.NONE, 0),
    LARGE_COMMITS_PER_CPU("COMMITS", "the same per second of broker CPU", "1/s", Bound.RATIO_MIN, 2),
    REPLICATED_COMMITS_RATE("COMMITS", "three replicas: commits of 1 partition per second", "1/s", Bound.NONE, 0),
    REPLICATED_COMMITS_PER_CPU("COMMITS", "the same per second of all brokers' CPU", "1/s", Bound.RATIO_MIN, 2),
    REPLICATED_LARGE_COMMITS_RATE("COMMITS", "three replicas: of 100 partitions per second", "1/s", Bound.NONE, 0),
    REPLICATED_LARGE_COMMITS_PER_CPU("COMMITS", "the same per second of all brokers' CPU", "1/s", Bound.RATIO_MIN, 2),
    NO_GROUPS_CPU("IDLEGROUPS", "idle CPU per 10 s before there are groups", "ms", Bound.NONE, 0),
    IDLE_GROUPS_CPU("IDLEGROUPS", "idle CPU per 10 s, 5,000 groups that nobody uses", "ms", Bound.ABSOLUTE, 30),
    IDLE_MEMBERS_CPU("IDLEGROUPS", "CPU per 10 s, 5,000 groups of a member that heartbeats", "ms", Bound.NONE, 0),
    GROUP_LOAD_START("GROUPLOAD", "process start until 1,000,000 offsets are served", "ms", Bound.NONE, 0),
    GROUP_LOAD_AFTER_START("GROUPLOAD", "the same after the first metadata answer", "ms", Bound.ABSOLUTE, 1000),
    GROUP_LOAD_START_CPU("GROUPLOAD", "the same: CPU of start and load", "ms", Bound.NONE, 0),
    GROUP_TAKEOVER(
            "GROUPLOAD", "election of another broker until 1,000,000 offsets are served", "ms", Bound.ABSOLUTE, 1000),
    GROUP_TAKEOVER_CPU("GROUPLOAD", "the same: CPU of all brokers", "ms", Bound.NONE, 0),
    CLEANER_RATE("CLEANER", "1.1 GB of 500,000 keys, each overwritten 9 times: MB per second", "MB/s", Bound.NONE, 0),
    CLEANER_CPU("CLEANER", "the same: broker CPU per GB", "ms", Bound.NONE, 0),
    CLEANER_P99("CLEANER", "the same: ack latency p99 of 1,000 records/s beside it", "ms", Bound.NONE, 0),
    CLEANER_P99_BEFORE("CLEANER", "ack latency p99 of 1,000 records/s before", "ms", Bound.NONE, 0),
    CLEANER_MEMORY("CLEANER", "resident memory afterwards", "MB", Bound.NONE, 0),
    FORCED_PERF_RATE(
            "P14",
            "kafka-producer-perf-test: throughput with fsync, as a multiple of that without",
            "",
            Bound.ABSOLUTE_MIN,
            0.9),
    FORCED_PERF_P99("P14", "the same: p99", "", Bound.ABSOLUTE, 2),
    FORCED_RATE("P14", "throughput with fsync, as a multiple of that without", "", Bound.ABSOLUTE_MIN, 0.9),
    FORCED_P99("P14", "p99 at 8 MiB/s with fsync, as a multiple of that without", "", Bound.ABSOLUTE, 2),
    SOAK_P50("SOAK", "written until read, by minutes: p50", "ms", Bound.NONE, 0),
    SOAK_P99("SOAK", "the same: p99", "ms", Bound.RATIO, 1),
    SOAK_P999("SOAK", "the same: p99.9", "ms", Bound.NONE, 0),
    SOAK_P999_GROWTH("SOAK", "the same: last third as a multiple of the middle one", "", Bound.ABSOLUTE, 1.25),
    SOAK_MEMORY("SOAK", "resident memory at the end", "MB", Bound.NONE, 0),
    SOAK_MEMORY_GROWTH("SOAK", "the same: last third as a multiple of the middle one", "", Bound.ABSOLUTE, 1.05),
    SOAK_PAUSE("SOAK", "longest pause of the garbage collector", "ms", Bound.ABSOLUTE, 20),
    SOAK_PAUSE_LATER("SOAK", "the same without the first two of a JVM's life", "ms", Bound.NONE, 0),
    CLUSTER_START("P13", "three brokers, cold start until each answers", "ms", Bound.ABSOLUTE, 3000),
    CLUSTER_START_WHOLE("P13", "the same until each names all three", "ms", Bound.NONE, 0),
    REPLICATED_RATE("P15", "three replicas, acks=all: MB per second, warm runs", "MB/s", Bound.RATIO_MIN, 1.5),
    REPLICATED_RATE_FIRST("P15", "the same: first run", "MB/s", Bound.NONE, 0),
    REPLICATED_CPU("P15", "the same: CPU of all brokers, warm runs", "ms", Bound.NONE, 0),
    REPLICATED_CPU_GIB("P15", "the same per GiB of values", "s", Bound.RATIO, 1),
    REPLICATED_STEADY_P99("P15", "5,000 records/s of 1,000 B: ack latency p99", "ms", Bound.RATIO, 0.7),
    REPLICATED_STEADY_WARM_P99("P15", "the same without the client's first 2 s", "ms", Bound.RATIO, 0.7),
    REPLICATED_PROMPT_P99("P15", "5,000 records/s of 1,000 B, linger 0: ack latency p99", "ms", Bound.RATIO, 0.7),
    REPLICATED_PROMPT_WARM_P99("P15", "the same without the client's first 2 s", "ms", Bound.RATIO, 0.7),
    ALONE_STEADY_WARM_P99("P15", "as by default, to one replica, without the first 2 s", "ms", Bound.NONE, 0),
    REPLICATED_LATENCY_AVG("P15", "three replicas: end to end latency, average", "ms", Bound.NONE, 0),
    REPLICATED_LATENCY_P99("P15", "the same: p99", "ms", Bound.RATIO, 0.7),
    REPLICATED_LATENCY_P999("P15", "the same: p99.9", "ms", Bound.NONE, 0),
    REPLICATED_FINE_AVG("P15", "the same by a warm client of our own, average", "ms", Bound.NONE, 0),
    REPLICATED_FINE_P99("P15", "the same by a warm client of our own, p99", "ms", Bound.RATIO, 0.7),
    REPLICATED_FINE_P999("P15", "the same by a warm client of our own, p99.9", "ms", Bound.NONE, 0),
    FAILOVER("FAILOVER", "kill -9 of the leader of 10,000 partitions until all are led", "ms", Bound.ABSOLUTE, 2000),
    FAILOVER_REJOINED("FAILOVER", "the same until it is back and all are in sync", "ms", Bound.NONE, 0),
    CONTROLLER_CHANGE(
            "CONTROLLER",
            "kill -9 of the controller, 30,000 replicas: until a topic is made",
            "ms",
            Bound.ABSOLUTE,
            2000),
    CONTROLLER_CHANGE_LED("CONTROLLER", "the same until all partitions are led and answer", "ms", Bound.NONE, 0);

    private final String anchor;
    private final String label;
    private final String unit;
    private final Bound bound;
    private final double boundMax;

    Metric(String anchor, String label, String unit, Bound bound, double boundMax) {
        this.anchor = anchor;
        this.label = label;
        this.unit = unit;
        this.bound = bound;
        this.boundMax = boundMax;
    }

    @Override
    public String anchor() {
        return anchor;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String unit() {
        return unit;
    }

    @Override
    public Bound bound() {
        return bound;
    }

    @Override
    public double boundMax() {
        return boundMax;
    }

    @Override
    public Limits.Limit limit() {
        return switch (this) {
            case PRODUCE_CPU_GIB, REPLICATED_CPU_GIB -> Limits.Limit.WRITE;
            case CONSUME_CPU_GIB -> Limits.Limit.READ;
            default -> Limits.Limit.NONE;
        };
    }
}
