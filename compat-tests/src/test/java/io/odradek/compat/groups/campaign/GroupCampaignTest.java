/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.groups.campaign.CampaignReport.Round;
import io.odradek.compat.groups.campaign.CampaignRun.Plan;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty stock Java consumers and kcat lose the broker that coordinates them, again and again. {@code
 * -Dgroups.rounds=N -Dgroups.seed=S} is the long form: twenty and kcat in one group, of each mix of protocols, or of
 * those of {@code -Dgroups.mixes=consumer|mixed} only.
 */
@Timeout(1200)
@ExtendWith(DumpOnFailure.class)
class GroupCampaignTest {
    private static final int SHORT_ROUNDS = 3;
    /** Of Java, in the one group of the long form. */
    private static final int MEMBERS = 20;

    /**
     * Of a very busy machine; -Dgroups.strict=true holds the group to a second. Apache Kafka, the control, gives a broker
     * up when its session is over, after nine seconds.
     */
    private static final Duration STABLE_MAX = TestBroker.againstKafka()
            ? Duration.ofMinutes(1)
            : Duration.ofSeconds(Boolean.getBoolean("groups.strict") ? 1 : 15);

    /**
     * librdkafka 2.0.2 now and then loses its coordinator and asks nobody for another, connected as it is to a broker that
     * answers it (seen in the packets): not before its session is over, and up to three seconds later.
     */
    private static final Duration KCAT_ASKS_MAX = Duration.ofMillis(CampaignRun.SESSION_MS + 3_000);

    private static final Duration PUT_OUT_MAX = STABLE_MAX.plusMillis(CampaignRun.SESSION_MS);

    @TempDir
    Path folder;

    private static final Plan EAGER = new Plan("eager", Map.of(MemberKind.EAGER, 5), List.of(MemberKind.EAGER));
    private static final Plan COOPERATIVE =
            new Plan("cooperative", Map.of(MemberKind.COOPERATIVE, 5), List.of(MemberKind.COOPERATIVE));
    private static final Plan CONSUMER = new Plan("consumer", Map.of(MemberKind.CONSUMER, 4), List.of());
    /** Members of both protocols in one group (online migration of KIP-848). */
    private static final Plan MIXED = new Plan(
            "mixed", Map.of(MemberKind.COOPERATIVE, 3, MemberKind.CONSUMER, 3), List.of(MemberKind.COOPERATIVE));

    @Test
    void groupsOfStockMembersLoseNothingWhenTheirCoordinatorIsKilled() throws InterruptedException {
        int rounds = Integer.getInteger("groups.rounds", 0);
        if (rounds == 0) {
            run(List.of(EAGER, COOPERATIVE, CONSUMER, MIXED), SHORT_ROUNDS, "short");
            return;
        }
        for (Plan plan : List.of(EAGER, COOPERATIVE, CONSUMER, MIXED)) {
            if (plan.group().matches(System.getProperty("groups.mixes", ".*"))) {
                run(List.of(plan.of(MEMBERS)), rounds, plan.group());
            }
        }
    }

    private void run(List<Plan> plans, int rounds, String name) throws InterruptedException {
        KcatMember.require();
        long seed = Long.getLong("groups.seed", new SecureRandom().nextInt(1_000_000));
        System.err.println("group campaign: " + name + ", seed " + seed);
        CampaignReport report = new CampaignRun(plans, rounds, seed, folder.resolve(name)).run();
        System.err.println(report);
        assertThat(report.violations()).as(report.toString()).isEmpty();
        assertThat(report.rounds()).as(report.toString()).allMatch(GroupCampaignTest::isInTime);
    }

    /** A member whose leave was lost is put out when its session is over; the group's time begins then. */
    private static boolean isInTime(Round round) {
        return round.found().compareTo(STABLE_MAX) < 0
                && round.settled().compareTo(round.moving() || round.timeOuts() > 0 ? settledMax(round) : STABLE_MAX)
                        < 0
                && round.ghost().stream().allMatch(time -> time.compareTo(PUT_OUT_MAX) < 0);
    }

    /**
     * With the members' own detection: a member hears with a heartbeat's answer that it is to join again, or to give a
     * partition up. Where partitions are handed over one by one, who gets it hears of it with a heartbeat's answer as well.
     */
    private static Duration settledMax(Round round) {
        int heartbeats = round.group().equals(EAGER.group()) ? 1 : 2;
        return STABLE_MAX
                .plusMillis((long) heartbeats * CampaignRun.HEARTBEAT_MS)
                .plus(round.timeOuts() > 0 ? KCAT_ASKS_MAX : Duration.ZERO);
    }
}
