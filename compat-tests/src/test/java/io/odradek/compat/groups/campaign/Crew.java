/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.TestBroker;
import io.odradek.compat.cluster.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The members of one group. One of Java comes for each that goes, of the same kind. kcat stays: told to end, it does not
 * print the record that it has just taken, which librdkafka commits nevertheless. Used from one thread at a time.
 */
final class Crew {
    private final String group;
    private final String topic;
    private final TestCluster cluster;
    private final Path folder;
    private final Recorder recorder;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final List<KcatMember> kcats = new CopyOnWriteArrayList<>();
    private final List<MemberKind> kinds = new ArrayList<>();
    private int number;

    Crew(String group, String topic, TestCluster cluster, Path folder, Recorder recorder) {
        this.group = group;
        this.topic = topic;
        this.cluster = cluster;
        this.folder = folder;
        this.recorder = recorder;
    }

    String group() {
        return group;
    }

    Set<String> names() {
        return all().map(Member::name).collect(Collectors.toSet());
    }

    /** Of its kcats, all together. */
    int timeOuts() {
        return kcats.stream().mapToInt(KcatMember::timeOuts).sum();
    }

    void add(MemberKind kind, int count) {
        for (int i = 0; i < count; i++) {
            kinds.add(kind);
            members.add(joined(kind));
        }
    }

    void addKcat(MemberKind kind) {
        String name = group + "-kcat";
        kcats.add(new KcatMember(group, name, topic, cluster.bootstrapServers(), kind, folder, recorder));
    }

    /** One leaves, one comes: the group goes round twice. */
    void replace(int index) {
        int which = index % kinds.size();
        members.get(which).close();
        members.set(which, joined(kinds.get(which)));
    }

    private Member joined(MemberKind kind) {
        String name = group + "-" + kind.name().charAt(0) + number++;
        Map<String, Object> settings = TestCluster.clientSettings(cluster.bootstrapServers());
        settings.putAll(kind.settings());
        return new JavaMember(group, name, topic, settings, recorder);
    }

    /** All leave, each in a thread of its own. */
    void close(ExecutorService threads) {
        List<Future<?>> left = new ArrayList<>();
        all().forEach(member -> left.add(threads.submit(member::close)));
        left.forEach(TestBroker::get);
        members.clear();
        kcats.clear();
    }

    private Stream<Member> all() {
        return Stream.concat(members.stream(), kcats.stream());
    }
}
