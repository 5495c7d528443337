/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that do anything at any time. */
class RandomGroupTest {
    private static final int STEPS = 3_000;
    private static final int MEMBERS = 8;

    private final List<GroupRig.Inbox<?>> inboxes = new ArrayList<>();
    private final Map<Integer, Set<String>> ledBy = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyRequestIsAnsweredOnceAndAGenerationHasOneLeader(long seed) {
        GroupRig rig = new GroupRig(new ClassicGroupSettings(500, 60_000, 300, MEMBERS - 2));
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        for (int member = 0; member < MEMBERS; member++) {
            ids.add("");
        }

        for (int step = 0; step < STEPS; step++) {
            int member = random.nextInt(MEMBERS);
            ids.set(member, act(rig, random, ids.get(member), member));
        }
        rig.commit(ErrorCode.NONE);
        rig.passMs(3_600_000);
        rig.commit(ErrorCode.NONE);

        assertThat(inboxes).allSatisfy(inbox -> assertThat(inbox.answers).hasSize(1));
        assertThat(ledBy.values()).allSatisfy(leaders -> assertThat(leaders).hasSize(1));
        assertThat(rig.group.state()).isInstanceOf(GroupState.Empty.class);
        assertThat(rig.timers()).isZero();
    }

    private String act(GroupRig rig, Random random, String id, int member) {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                String metadata = random.nextInt(4) == 0 ? "other" : "m";
                GroupRig.Inbox<JoinOutcome> inbox =
                        kept(rig.join(GroupRig.ask(id, instance(member), GroupRig.protocol("range", metadata))));
                rig.passMs(random.nextInt(1_000));
                return inbox.isEmpty() ? id : joined(inbox.only());
            }
            case 2, 3 -> kept(rig.sync(id, rig.group.generationId(), id, "p"));
            case 4 -> rig.heartbeat(id);
            case 5 -> rig.passMs(random.nextInt(2_000));
            case 6 -> rig.commit(random.nextInt(20) == 0 ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.NONE);
            default -> {
                if (random.nextInt(6) == 0) {
                    rig.leave(id);
                }
                if (random.nextInt(12) == 0) {
                    rig.holdCommits();
                }
            }
        }
        return random.nextInt(20) == 0 ? "" : id;
    }

    private static @Nullable String instance(int member) {
        return member % 3 == 0 ? "i-" + member : null;
    }

    private String joined(JoinOutcome outcome) {
        if (outcome.error() == ErrorCode.NONE && !outcome.members().isEmpty() && !outcome.skipAssignment()) {
            ledBy.computeIfAbsent(outcome.generationId(), missing -> new HashSet<>())
                    .add(outcome.memberId());
        }
        boolean knows = outcome.error() == ErrorCode.NONE || outcome.error() == ErrorCode.MEMBER_ID_REQUIRED;
        return knows ? outcome.memberId() : "";
    }

    private <T> GroupRig.Inbox<T> kept(GroupRig.Inbox<T> inbox) {
        inboxes.add(inbox);
        return inbox;
    }
}
