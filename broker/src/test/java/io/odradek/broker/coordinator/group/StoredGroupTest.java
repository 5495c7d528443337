/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredGroupTest {
    @Test
    void aGroupGoesOnElsewhereFromItsRecord() {
        GroupRig before = new GroupRig();
        List<String> ids = before.stable(3);
        GroupRig after = new GroupRig();

        before.log.forEach(after.group::apply);
        after.carryOut(after.group.loaded());

        assertThat(after.group.state()).isInstanceOf(GroupState.Stable.class);
        assertThat(after.heartbeat(ids.get(2))).isEqualTo(ErrorCode.NONE);
        assertThat(GroupRig.text(after.sync(ids.get(1), 1).only().assignment())).isEqualTo("p-" + ids.get(1));
        assertThat(after.timers()).isEqualTo(3);
    }

    @Test
    void afterALoadSilenceCounts() {
        GroupRig before = new GroupRig();
        before.stable(2);
        GroupRig after = new GroupRig();
        before.log.forEach(after.group::apply);
        after.carryOut(after.group.loaded());

        after.passMs(GroupRig.SESSION_MS + GroupRig.REBALANCE_MS);

        assertThat(after.group.state()).isInstanceOf(GroupState.Empty.class);
    }

    @Test
    void aRecordTakesThePlaceOfWhatWasThere() {
        GroupRig before = new GroupRig();
        List<String> ids = before.stable(3);
        before.leave(ids.get(1));
        before.join(ids.get(0));
        before.join(ids.get(2));
        before.sync(ids.get(0), 2, ids.get(0), "all");
        GroupRig after = new GroupRig();

        before.log.forEach(after.group::apply);

        assertThat(after.group.generationId()).isEqualTo(2);
        assertThat(after.heartbeat(ids.get(1))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(after.heartbeat(ids.get(2))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aGroupThatIsTooLargeAfterALoadIsCalledToJoinAgain() {
        GroupRig before = new GroupRig();
        List<String> ids = before.stable(4);
        GroupRig after = new GroupRig(new ClassicGroupSettings(500, 60_000, 300, 2));
        before.log.forEach(after.group::apply);

        after.carryOut(after.group.loaded());

        assertThat(after.heartbeat(ids.get(0))).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        after.join(ids.get(3));
        after.join(ids.get(2));
        assertThat(after.join(ids.get(1)).only().error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }
}
