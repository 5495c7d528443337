/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.controller.image.TopicPartition;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives leadership back to preferred replicas from time to time: those of each broker that leads too few of the
 * partitions that prefer it. As in Kafka, first a little after the term began, then at the configured interval. Confined
 * to the controller loop; as old as the term.
 */
final class LeaderRebalance {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderRebalance.class);
    private static final int FIRST_SECONDS = 5;
    private static final int PERCENT = 100;

    private final Term term;
    private final LeaderOperations leaders;
    private @Nullable ScheduledFuture<?> timer;

    LeaderRebalance(Term term, LeaderOperations leaders) {
        this.term = term;
        this.leaders = leaders;
    }

    void begin() {
        if (term.settings().rebalance().enabled()) {
            arm(FIRST_SECONDS);
        }
    }

    void end() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void arm(long seconds) {
        timer = term.context().environment().loop().schedule(this::run, seconds, TimeUnit.SECONDS);
    }

    private void run() {
        term.operations().run(this::rebalance).whenComplete((done, failure) -> {
            if (failure == null) {
                arm(term.settings().rebalance().intervalSeconds());
            }
        });
    }

    private CompletionStage<Void> rebalance() {
        Set<TopicPartition> unbalanced = unbalanced();
        if (unbalanced.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return leaders.elect(ElectionType.PREFERRED, unbalanced).thenAccept(answer -> {
            long moved =
                    answer.partitions().values().stream().filter(Outcome::isOk).count();
            LOG.info("{} of {} partitions are led by their preferred replicas again", moved, unbalanced.size());
        });
    }

    /** How many partitions prefer a broker, how many of them others lead, and which of those it could lead. */
    private static final class Preference {
        private final Set<TopicPartition> able = new LinkedHashSet<>();
        private int partitions;
        private int elsewhere;
    }

    private Set<TopicPartition> unbalanced() {
        Map<Integer, Preference> preferences = new HashMap<>();
        for (TopicState topic : term.cluster().topics()) {
            if (!term.cluster().isDeleting(topic.name())) {
                topic.partitions().forEach((number, partition) -> {
                    Preference preference =
                            preferences.computeIfAbsent(partition.replicas().get(0), id -> new Preference());
                    preference.partitions++;
                    if (partition.state().leader() != partition.replicas().get(0)) {
                        preference.elsewhere++;
                        if (canLead(partition)) {
                            preference.able.add(new TopicPartition(topic.name(), number));
                        }
                    }
                });
            }
        }
        Set<TopicPartition> all = new LinkedHashSet<>();
        preferences.values().forEach(preference -> {
            int percentage = term.settings().rebalance().percentage();
            if (preference.elsewhere * PERCENT > preference.partitions * percentage) {
                all.addAll(preference.able);
            }
        });
        return all;
    }

    private boolean canLead(PartitionState partition) {
        int preferred = partition.replicas().get(0);
        return partition.isBorn()
                && partition.state().isr().contains(preferred)
                && term.cluster().live().containsKey(preferred)
                && !term.cluster().leaving().contains(preferred)
                && !partition.assignment().isBeingReassigned();
    }
}
