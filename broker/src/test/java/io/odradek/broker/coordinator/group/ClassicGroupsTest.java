/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.CoordinatorTimers;
import io.odradek.broker.coordinator.Decision;
import io.odradek.controller.image.ClusterImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.GroupMetadataKey;
import io.odradek.protocol.message.GroupMetadataValue;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClassicGroupsTest {
    private static final int VALUE_VERSION = 3;

    private final Timers timers = new Timers();
    private final List<CoordinatorRecord> log = new ArrayList<>();
    private final Groups groups = groups(timers);

    private static Groups groups(CoordinatorTimers timers) {
        InstantSource clock = InstantSource.system();
        return new Groups(
                new Groups.Settings(GroupRig.SETTINGS, ConsumerRig.SETTINGS),
                new CoordinatorContext(0, timers, ConsumerRig.noBackground(), clock),
                new Random(1),
                () -> ClusterImage.empty("c"));
    }

    private <R> R carryOut(Decision<R> decision) {
        log.addAll(decision.records());
        decision.records().forEach(groups::apply);
        decision.effects().forEach(effect -> effect.done(ErrorCode.NONE));
        return decision.reply();
    }

    private GroupRig.Inbox<JoinOutcome> join(String groupId, String memberId) {
        GroupRig.Inbox<JoinOutcome> inbox = new GroupRig.Inbox<>();
        carryOut(groups.classic().join(groupId, GroupRig.ask(memberId, null, GroupRig.protocol("range", "m")), inbox));
        return inbox;
    }

    private String stable(String groupId) {
        GroupRig.Inbox<JoinOutcome> joined = join(groupId, "");
        timers.allComeUp(decision -> carryOut(decision), GroupRig.SETTINGS.initialDelayMs());
        String memberId = joined.only().memberId();
        SyncAsk sync = new SyncAsk(
                new MemberClaim(memberId, null, 1), "consumer", "range", Map.of(memberId, GroupRig.bytes("p0")));
        carryOut(groups.classic().sync(groupId, sync, new GroupRig.Inbox<>()));
        return memberId;
    }

    @Test
    void whoeverJoinsAGroupThatIsNotThereMakesItAndStaysInIt() {
        String memberId = stable("g");

        assertThat(log).hasSize(2);
        assertThat(((GroupMetadataValue) Objects.requireNonNull(log.get(0).value())).members())
                .isEmpty();
        assertThat(groups.classic().heartbeat("g", new MemberClaim(memberId, null, 1)))
                .isEqualTo(ErrorCode.NONE);
        assertThat(groups.list()).containsExactly(new Groups.Listed("g", "classic", "consumer", "Stable"));
    }

    @Test
    void groupsAreListedInTheOrderOfKafkasTables() {
        stable("grp-1");
        stable("grp-4");

        assertThat(groups.list()).extracting(Groups.Listed::groupId).containsExactly("grp-4", "grp-1");
    }

    @Test
    void aMemberWithAnIdMakesNoGroup() {
        JoinOutcome refused = join("g", "somebody").only();

        assertThat(refused.error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.ids()).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void groupsGoOnElsewhereFromTheBytesOfTheirRecords() {
        String memberId = stable("g");
        Groups elsewhere = groups(new Timers());

        log.forEach(record -> elsewhere.apply(reread(record)));
        elsewhere.loaded();

        assertThat(elsewhere.classic().heartbeat("g", new MemberClaim(memberId, null, 1)))
                .isEqualTo(ErrorCode.NONE);
        assertThat(elsewhere.classic().describe("g").members().get(0))
                .usingRecursiveComparison()
                .isEqualTo(groups.classic().describe("g").members().get(0));
    }

    private static CoordinatorRecord reread(CoordinatorRecord record) {
        ByteBuf bytes = Unpooled.buffer();
        GroupMetadataValue value = (GroupMetadataValue) Objects.requireNonNull(record.value());
        value.write(new WireWriter(bytes), (short) VALUE_VERSION);
        GroupMetadataValue read = GroupMetadataValue.read(new WireReader(bytes), (short) VALUE_VERSION);
        return CoordinatorRecord.of(record.key(), read, VALUE_VERSION);
    }

    @Test
    void aGroupWithMembersIsNotDeleted() {
        stable("g");

        assertThat(carryOut(groups.delete("g", List.of()))).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
        assertThat(carryOut(groups.delete("none", List.of()))).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.ids()).containsExactly("g");
    }

    @Test
    void aGroupThatIsDeletedIsGone() {
        String memberId = stable("g");
        carryOut(groups.classic().leave("g", List.of(new MemberClaim(memberId, null, -1))));

        assertThat(carryOut(groups.delete("g", List.of()))).isEqualTo(ErrorCode.NONE);

        assertThat(log.get(log.size() - 1)).isEqualTo(CoordinatorRecord.tombstone(new GroupMetadataKey().group("g")));
        assertThat(groups.ids()).isEmpty();
        assertThat(groups.classic().describe("g").state()).isEqualTo("Dead");
    }

    @Test
    void ofTooManyGroupsThatNobodyJoinsTheOldestIsForgottenWithItsTimers() {
        reserve("first");
        reserve("kept");
        groups.nameForOffsets("kept");
        stable("joined");
        for (int i = 0; i < UnjoinedGroups.MAX; i++) {
            reserve("flood-" + i);
        }

        assertThat(groups.ids())
                .hasSize(UnjoinedGroups.MAX + 2)
                .contains("kept", "joined")
                .doesNotContain("first");
        assertThat(timers.timers).hasSize(UnjoinedGroups.MAX + 2);
        assertThat(log).contains(CoordinatorRecord.tombstone(new GroupMetadataKey().group("first")));
    }

    /** Asks for an id, which nobody uses. */
    private void reserve(String groupId) {
        JoinAsk ask = new JoinAsk(
                "",
                null,
                new JoinAsk.Client("c", "/h", true, true),
                new JoinAsk.Timeouts(GroupRig.SESSION_MS, GroupRig.REBALANCE_MS),
                "consumer",
                List.of(GroupRig.protocol("range", "m")));
        carryOut(groups.classic().join(groupId, ask, new GroupRig.Inbox<>()));
    }

    @Test
    void nobodyLeavesAGroupThatIsNotThere() {
        List<LeftMember> left = carryOut(groups.classic().leave("none", List.of(new MemberClaim("m", null, -1))));

        assertThat(left).containsExactly(new LeftMember("m", null, ErrorCode.UNKNOWN_MEMBER_ID));
    }

    /** Those that are due come up when they are told to. */
    private static final class Timers implements CoordinatorTimers {
        private record Due(long delayMs, Supplier<? extends Decision<?>> onTime) {}

        private final Map<Object, Due> timers = new HashMap<>();

        @Override
        public void schedule(Object key, long delayMs, Supplier<? extends Decision<?>> onTime) {
            timers.put(key, new Due(delayMs, onTime));
        }

        @Override
        public void cancel(Object key) {
            timers.remove(key);
        }

        @Override
        public boolean isScheduled(Object key) {
            return timers.containsKey(key);
        }

        void allComeUp(Consumer<Decision<?>> carryOut, long upToMs) {
            List<Map.Entry<Object, Due>> due = timers.entrySet().stream()
                    .filter(timer -> timer.getValue().delayMs() <= upToMs)
                    .map(timer -> Map.entry(timer.getKey(), timer.getValue()))
                    .toList();
            for (Map.Entry<Object, Due> timer : due) {
                timers.remove(timer.getKey());
                carryOut.accept(timer.getValue().onTime().get());
            }
        }
    }
}
