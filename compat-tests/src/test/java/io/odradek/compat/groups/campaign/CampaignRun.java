/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import static org.awaitility.Awaitility.await;

import io.odradek.compat.TestBroker;
import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.process.ClusterSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Groups of stock members on three brokers. In each round the broker that coordinates them is killed, in most while a
 * member leaves and another comes, and always while they commit; then it is started again. Afterwards the recorder's
 * notes, and what is stored, are looked through.
 */
final class CampaignRun {
    static final int HEARTBEAT_MS = 500;
    /** A member whose leave dies with the coordinator stands in the way of the others for as long. */
    static final int SESSION_MS = 6_000;

    private static final int BROKERS = 3;
    private static final int PARTITIONS = 24;
    private static final String TOPIC = "work";
    private static final String OFFSETS = "__consumer_offsets";
    private static final Duration SETTLED_MAX = Duration.ofSeconds(60);

    private static final Future<Long> STAY = CompletableFuture.completedFuture(Long.MIN_VALUE);

    /** What was answered before the kill may be heard after it. */
    private static final long ON_ITS_WAY_NS = 20_000_000;

    /** One coordinator for all groups, so that each kill hits each of them. */
    private static final Map<String, String> SETTINGS = Map.of(
            "offsets.topic.num.partitions", "1",
            "group.initial.rebalance.delay.ms", "500",
            "group.consumer.min.heartbeat.interval.ms", "100",
            "group.consumer.min.session.timeout.ms", Integer.toString(SESSION_MS),
            "group.consumer.session.timeout.ms", Integer.toString(SESSION_MS),
            "group.consumer.heartbeat.interval.ms", Integer.toString(HEARTBEAT_MS),
            "group.consumer.assignment.interval.ms", "0");

    /** @param kcats how each kcat of the group takes part */
    record Plan(String group, Map<MemberKind, Integer> javaMembers, List<MemberKind> kcats) {
        /** The same with so many members of Java in all, as many of each kind. */
        Plan of(int members) {
            Map<MemberKind, Integer> more = new TreeMap<>();
            javaMembers.keySet().forEach(kind -> more.put(kind, members / javaMembers.size()));
            return new Plan(group, more, kcats);
        }

        Map<MemberKind, Integer> classicMembers() {
            Map<MemberKind, Integer> classic = new TreeMap<>(javaMembers);
            classic.remove(MemberKind.CONSUMER);
            return classic;
        }

        int consumers() {
            return javaMembers.getOrDefault(MemberKind.CONSUMER, 0);
        }
    }

    private final List<Plan> plans;
    private final int rounds;
    private final Random random;
    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Recorder recorder = new Recorder();
    private final CampaignReport report;

    CampaignRun(List<Plan> plans, int rounds, long seed, Path folder) {
        this.plans = plans;
        this.rounds = rounds;
        this.random = new Random(seed);
        this.folder = folder;
        this.report = new CampaignReport(seed);
    }

    CampaignReport run() throws InterruptedException {
        ClusterSetup setup =
                ClusterSetup.of(folder, BROKERS, TestCluster.kindUnderTest()).withProperties(SETTINGS);
        List<Crew> crews = new ArrayList<>();
        try (TestCluster cluster = TestCluster.start(setup)) {
            cluster.createTopic(TOPIC, PARTITIONS, BROKERS, Map.of("min.insync.replicas", "2"));
            Map<String, Object> client = TestCluster.clientSettings(cluster.bootstrapServers());
            List<String> groups = plans.stream().map(Plan::group).toList();
            try (NumberedRecords work = new NumberedRecords(TOPIC, PARTITIONS, new HashMap<>(client));
                    OffsetsWatch offsets = new OffsetsWatch(Admin.create(new HashMap<>(client)), groups)) {
                plans.forEach(plan -> crews.add(new Crew(plan.group(), TOPIC, cluster, folder, recorder)));
                joinOneKindAfterTheOther(cluster, crews);
                report.note("all are in after " + report.elapsed());
                for (int round = 0; round < rounds; round++) {
                    round(cluster, crews, round > 0);
                }
                work.close();
                report.note(work.acknowledged().size() + " records acknowledged");
                awaitProcessed(cluster, groups);
                crews.forEach(crew -> crew.close(threads));
                report.violations(offsets.violations());
                report.note(offsets.answers());
                check(groups, work.acknowledged(), replay(client));
            } catch (RuntimeException e) {
                crews.forEach(crew -> crew.close(threads));
                System.err.println(report);
                recorder.surprises().forEach(System.err::println);
                throw e;
            }
        }
        return report;
    }

    /**
     * First classic members of Java, so that one of them leads: a group that librdkafka has given its partitions to cannot
     * take the new protocol up, in Apache Kafka neither. Then kcat, and members of the new protocol only when it is in: a
     * join that waits while the group takes that up is answered with REBALANCE_IN_PROGRESS, by Apache Kafka too, which kcat
     * takes for the end of everything.
     */
    private void joinOneKindAfterTheOther(TestCluster cluster, List<Crew> crews) {
        join(cluster, crews, (crew, plan) -> plan.classicMembers().forEach(crew::add));
        join(cluster, crews, (crew, plan) -> plan.kcats().forEach(crew::addKcat));
        join(cluster, crews, (crew, plan) -> crew.add(MemberKind.CONSUMER, plan.consumers()));
    }

    private void join(TestCluster cluster, List<Crew> crews, BiConsumer<Crew, Plan> members) {
        for (int i = 0; i < plans.size(); i++) {
            members.accept(crews.get(i), plans.get(i));
        }
        awaitStable(
                cluster, crews.stream().filter(crew -> !crew.names().isEmpty()).toList());
    }

    private void round(TestCluster cluster, List<Crew> crews, boolean moving) {
        int coordinator = coordinator(cluster, crews.get(0).group());
        Map<String, Future<Long>> moves = new HashMap<>();
        if (moving) {
            int which = random.nextInt(100);
            crews.forEach(crew -> moves.put(crew.group(), threads.submit(() -> {
                crew.replace(which);
                return System.nanoTime();
            })));
            pause(random.nextInt(600));
        }
        try (CoordinatorWatch watch = new CoordinatorWatch(ports(cluster, coordinator))) {
            Map<String, Integer> timeOuts = crews.stream().collect(Collectors.toMap(Crew::group, Crew::timeOuts));
            long killedNs = System.nanoTime();
            cluster.broker(coordinator).kill();
            Map<String, GroupRecovery> recoveries = crews.stream()
                    .collect(Collectors.toMap(
                            Crew::group,
                            crew -> new GroupRecovery(killedNs, crew::names, moves.getOrDefault(crew.group(), STAY))));
            watch.follow(recoveries, SETTLED_MAX);
            moves.values().forEach(TestBroker::get);
            pause(HEARTBEAT_MS);
            crews.forEach(crew -> {
                GroupRecovery recovery = recoveries.get(crew.group());
                report.round(new CampaignReport.Round(
                        crew.group(),
                        moving,
                        recovery.found(),
                        recovery.whole(),
                        recovery.settled(),
                        recovery.ghost(),
                        firstCommits(crew.group(), killedNs),
                        crew.timeOuts() - timeOuts.get(crew.group())));
            });
        }
        pause(random.nextInt(500));
        cluster.broker(coordinator).start(TestCluster.START_MAX);
        cluster.awaitInSync(List.of(TOPIC, OFFSETS), SETTLED_MAX);
    }

    /** Of those that commit again, how long each needed since then. */
    private List<Duration> firstCommits(String group, long sinceNs) {
        Map<String, Long> first = new HashMap<>();
        recorder.commits().stream()
                .filter(commit -> commit.group().equals(group) && commit.atNs() > sinceNs + ON_ITS_WAY_NS)
                .forEach(commit -> first.putIfAbsent(commit.member(), commit.atNs() - sinceNs));
        return first.values().stream().map(Duration::ofNanos).sorted().toList();
    }

    private void awaitStable(TestCluster cluster, List<Crew> crews) {
        try (CoordinatorWatch watch = new CoordinatorWatch(ports(cluster, -1))) {
            watch.follow(
                    crews.stream()
                            .collect(Collectors.toMap(
                                    Crew::group, crew -> new GroupRecovery(System.nanoTime(), crew::names, STAY))),
                    SETTLED_MAX);
        }
        cluster.awaitInSync(List.of(OFFSETS), SETTLED_MAX);
    }

    private static int coordinator(TestCluster cluster, String group) {
        try (CoordinatorWatch watch = new CoordinatorWatch(ports(cluster, -1))) {
            return await().atMost(SETTLED_MAX)
                    .until(() -> watch.look(group), Optional::isPresent)
                    .orElseThrow()
                    .coordinator();
        }
    }

    private static Map<Integer, Integer> ports(TestCluster cluster, int without) {
        return cluster.processes().ids().stream()
                .filter(id -> id != without)
                .collect(Collectors.toMap(id -> id, id -> cluster.broker(id).port()));
    }

    /** Until the groups have committed the ends of all partitions: kcat tells what it has processed only afterwards. */
    private static void awaitProcessed(TestCluster cluster, Collection<String> groups) {
        Map<TopicPartition, Long> ends = TestBroker.get(cluster.admin()
                        .listOffsets(IntStream.range(0, PARTITIONS)
                                .boxed()
                                .collect(Collectors.toMap(
                                        number -> new TopicPartition(TOPIC, number), number -> OffsetSpec.latest())))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
        groups.forEach(group -> await(group)
                .atMost(SETTLED_MAX)
                .ignoreExceptions()
                .until(() -> TestBroker.get(
                                cluster.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                        .entrySet()
                        .stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().offset()))
                        .equals(ends)));
    }

    private void check(List<String> groups, Map<String, RecordMetadata> acknowledged, StoredGroups stored) {
        for (String group : groups) {
            Completeness check = Completeness.of(group, recorder, stored);
            report.violations(check.violations(acknowledged));
            report.note(group + " processed " + check.processed() + " records, "
                    + (check.processed() - acknowledged.size()) + " more than there are");
        }
        report.violations(Ownership.violations(recorder.ownings()));
        report.violations(recorder.surprises());
        report.note(recorder.ownings().size() + " changes of what members have, "
                + recorder.ownings().stream()
                        .filter(Recorder.Lost.class::isInstance)
                        .count() + " by being put out; "
                + recorder.commits().size() + " commits");
    }

    private StoredGroups replay(Map<String, Object> client) {
        StoredGroups stored = new StoredGroups();
        TopicPartition log = new TopicPartition(OFFSETS, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            long end = consumer.endOffsets(List.of(log)).get(log);
            while (consumer.position(log) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> stored.next(record.key(), record.value()));
            }
        }
        report.violations(stored.violations());
        report.note(stored.records() + " records stored of the groups");
        return stored;
    }

    /** Time that is part of the schedule. */
    static void pause(long ms) {
        try {
            boolean counted = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
            assert !counted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
