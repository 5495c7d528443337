/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConnectionTest {
    private static final int IN_FLIGHT_MAX = 4;
    private static final long RECORDS_BYTES_MAX = 100;

    private final HeldMetadata handler = new HeldMetadata();
    private final HeldProduce produce = new HeldProduce();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReadyGate gate = new ReadyGate(channel.eventLoop());
    private final RequestMemory memory = new RequestMemory(channel.eventLoop(), RECORDS_BYTES_MAX);

    ConnectionTest() {
        gate.open();
        channel.runPendingTasks();
        connect(channel, gate, settings(1 << 20));
    }

    private void connect(EmbeddedChannel channel, ReadyGate gate, NetSettings settings) {
        Connection connection = new Connection(
                channel,
                1,
                "PLAINTEXT",
                new Connection.Shared(
                        settings, Map.of(channel.eventLoop(), memory), gate, Ticker.systemTicker(), false));
        channel.pipeline()
                .addLast(connection.frames())
                .addLast(new RequestDecoder(new ApiRegistry(List.of(handler, produce))))
                .addLast(new ResponseEncoder(false))
                .addLast(connection);
    }

    private static NetSettings settings(int inFlightBytesMax) {
        return new NetSettings(
                1 << 20, 0, -1, -1, 50, IN_FLIGHT_MAX, inFlightBytesMax, 100, NetSettings.ConnectionLimits.NONE);
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
    }

    @Test
    void answersLeaveInTheOrderOfTheirRequests() {
        ask(1, 2, 3);

        handler.answer(2);
        handler.answer(0);
        handler.answer(1);
        channel.runPendingTasks();

        assertThat(answered()).containsExactly(1, 2, 3);
    }

    @Test
    void anAnswerWaitsForTheOneBeforeIt() {
        ask(1, 2);

        handler.answer(1);
        channel.runPendingTasks();

        assertThat(answered()).isEmpty();
    }

    @Test
    void aRequestThatIsHandledInTurnWaitsForTheAnswersBeforeIt() {
        handler.inTurn = true;
        ask(1, 2, 3);
        assertThat(handler.replies).hasSize(1);

        handler.answer(0);
        assertThat(handler.replies).hasSize(2);
        handler.answer(1);
        handler.answer(2);
        channel.runPendingTasks();

        assertThat(answered()).containsExactly(1, 2, 3);
    }

    @Test
    void requestsThatAreHandledInTurnFollowOneAnotherAtOnce() {
        handler.inTurn = true;
        channel.writeInbound(Frames.request(new ProduceRequest(), 9, 1));
        ask(2, 3, 4);
        handler.atOnce = true;

        produce.replies.get(0).send(new ProduceResponse());
        channel.runPendingTasks();

        assertThat(answered()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aRequestThatStillWaitsForItsTurnIsForgottenWithTheConnection() {
        handler.inTurn = true;
        ask(1, 2);

        var unused = channel.close();
        channel.runPendingTasks();
        handler.answer(0);
        channel.runPendingTasks();

        assertThat(handler.contexts).hasSize(1);
    }

    @Test
    void aRequestWithoutAnswerLetsTheNextOnesPass() {
        ask(1, 2);
        handler.answer(1);

        handler.replies.get(0).noResponse();
        channel.runPendingTasks();

        assertThat(answered()).containsExactly(2);
    }

    @Test
    void asManyRequestsAsAreAllowedAreInFlightAndNoMoreAreRead() {
        ask(1, 2, 3, 4, 5, 6);

        assertThat(handler.replies).hasSize(IN_FLIGHT_MAX);
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void anAnswerMakesRoomForARequestThatWasHeldBack() {
        ask(1, 2, 3, 4, 5, 6);

        handler.answer(0);
        channel.runPendingTasks();

        assertThat(handler.contexts)
                .extracting(context -> context.correlationId())
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void readingGoesOnWhenEverythingWasTakenIn() {
        ask(1, 2, 3, 4, 5);

        handler.answer(0);
        handler.answer(1);
        channel.runPendingTasks();

        assertThat(handler.replies).hasSize(5);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void parkedRequestsAreToldThatTheConnectionIsGone() {
        ask(1, 2);
        handler.answer(0);
        channel.runPendingTasks();

        var unused = channel.close();
        channel.runPendingTasks();

        assertThat(handler.abandoned).containsExactly(2);
    }

    @Test
    void anAnswerAfterTheEndIsDropped() {
        ask(1);
        var unused = channel.close();
        channel.runPendingTasks();

        handler.answer(0);
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(answered()).isEmpty();
    }

    @Test
    void aClosingReplyClosesTheConnection() {
        ask(1);

        handler.replies.get(0).close("the client is not welcome");
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionWithRecordsInMemoryReadsNoMoreWhileTheMemoryIsFull() {
        memory.take(100);
        channel.writeInbound(Frames.request(new ProduceRequest(), 9, 1), Frames.request(new ProduceRequest(), 9, 2));
        assertThat(produce.replies).hasSize(1);

        produce.replies.get(0).send(new ProduceResponse());
        channel.runPendingTasks();

        assertThat(produce.replies).hasSize(2);
    }

    @Test
    void anAnswerThatNobodyWaitsBehindLeavesAtOnce() {
        ask(1);

        handler.answer(0);

        assertThat(answered()).containsExactly(1);
    }

    @Test
    void anAnswerThatOthersWaitBehindLeavesWithThem() {
        ask(1, 2);

        handler.answer(0);
        assertThat(answered()).isEmpty();
        handler.answer(1);
        channel.runPendingTasks();

        assertThat(answered()).containsExactly(1, 2);
    }

    @Test
    void nothingIsSentInTheMidstOfWhatLedToTheAnswerWhereStateWouldBeCleanedUp() {
        handler.keepsState = true;
        ask(1);

        handler.answer(0);
        assertThat(answered()).isEmpty();
        channel.runPendingTasks();

        assertThat(answered()).containsExactly(1);
    }

    @Test
    void aConnectionWithoutRecordsGoesOnWhileTheMemoryIsFull() {
        memory.take(100);

        ask(1, 2);

        assertThat(handler.replies).hasSize(2);
    }

    @Test
    void theMemoryOfAConnectionThatEndsIsGivenBack() {
        channel.writeInbound(Frames.request(new ProduceRequest(), 9, 1));
        assertThat(memory.bytes()).isPositive();

        var unused = channel.close();
        channel.runPendingTasks();

        assertThat(memory.bytes()).isZero();
    }

    @Test
    void aClientThatComesEarlyWaitsUntilTheBrokerIsReady() {
        EmbeddedChannel early = new EmbeddedChannel();
        ReadyGate closed = new ReadyGate(early.eventLoop());
        connect(early, closed, settings(1 << 20));
        early.writeInbound(Frames.request(new MetadataRequest(), 12, 1));
        assertThat(handler.replies).isEmpty();

        closed.open();
        early.runPendingTasks();

        assertThat(handler.replies).hasSize(1);
        early.finishAndReleaseAll();
    }

    private void ask(int... correlationIds) {
        ByteBuf all = channel.alloc().buffer();
        for (int id : correlationIds) {
            ByteBuf one = Frames.request(new MetadataRequest(), 12, id);
            all.writeBytes(one);
            one.release();
        }
        channel.writeInbound(all);
    }

    private List<Integer> answered() {
        List<Integer> ids = new ArrayList<>();
        ByteBuf answer = channel.readOutbound();
        while (answer != null) {
            ids.add(answer.getInt(answer.readerIndex() + Integer.BYTES));
            answer.release();
            answer = channel.readOutbound();
        }
        return ids;
    }
}
