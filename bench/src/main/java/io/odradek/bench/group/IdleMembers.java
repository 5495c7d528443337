/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.bench.wire.Frame;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.HeartbeatRequest;
import io.odradek.protocol.message.HeartbeatResponse;
import io.odradek.protocol.message.JoinGroupRequest;
import io.odradek.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.protocol.message.JoinGroupResponse;
import io.odradek.protocol.message.SyncGroupRequest;
import io.odradek.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.protocol.message.SyncGroupResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Many groups of one member each, which does nothing but heartbeat. A connection carries the members of many groups:
 * a broker is to be measured that coordinates them, not its sockets.
 */
public final class IdleMembers implements AutoCloseable {

    /** What a classic consumer has by default. */
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    private static final int SESSION_MS = 45_000;
    private static final int PER_CONNECTION = 100;

    private final List<WireClient> clients = new ArrayList<>();
    private final List<Heart> hearts = new ArrayList<>();

    private record Heart(WireClient client, Frame beat) {}

    /** Each group has its member when this returns; the broker must not wait for more members of an empty group. */
    public IdleMembers(int port, List<String> groups) {
        for (String group : groups) {
            if (hearts.size() % PER_CONNECTION == 0) {
                clients.add(new WireClient(port));
            }
            WireClient client = clients.get(clients.size() - 1);
            hearts.add(new Heart(client, join(client, group)));
        }
    }

    private static Frame join(WireClient client, String group) {
        JoinGroupRequest join = new JoinGroupRequest()
                .groupId(group)
                .sessionTimeoutMs(SESSION_MS)
                .rebalanceTimeoutMs(SESSION_MS)
                .protocolType("consumer")
                .protocols(List.of(new JoinGroupRequestProtocol().name("range").metadata(new byte[50])));
        String id = client.call(join, 9, JoinGroupResponse.class).memberId();
        JoinGroupResponse joined = client.call(join.memberId(id), 9, JoinGroupResponse.class);
        ClassicGroup.expect(ErrorCode.NONE, joined.errorCode());
        SyncGroupRequest sync = new SyncGroupRequest()
                .groupId(group)
                .memberId(id)
                .generationId(joined.generationId())
                .protocolType("consumer")
                .protocolName("range")
                .assignments(
                        List.of(new SyncGroupRequestAssignment().memberId(id).assignment(new byte[50])));
        ClassicGroup.expect(
                ErrorCode.NONE, client.call(sync, 5, SyncGroupResponse.class).errorCode());
        return Frame.of(new HeartbeatRequest().groupId(group).memberId(id).generationId(joined.generationId()), 4);
    }

    /** Everybody heartbeats once an interval, evenly spread over it, for at least so long. */
    public void heartbeat(Duration time) {
        long startNs = System.nanoTime();
        long beats = time.toNanos() * hearts.size() / INTERVAL.toNanos();
        for (long beat = 0; beat < beats; beat++) {
            long waitNs = startNs + beat * INTERVAL.toNanos() / hearts.size() - System.nanoTime();
            if (waitNs > 0) {
                LockSupport.parkNanos(waitNs);
            }
            Heart heart = hearts.get((int) (beat % hearts.size()));
            heart.client.send(heart.beat);
            ClassicGroup.expect(
                    ErrorCode.NONE, heart.client.answer(HeartbeatResponse.class).errorCode());
        }
    }

    @Override
    public void close() {
        clients.forEach(WireClient::close);
    }
}
