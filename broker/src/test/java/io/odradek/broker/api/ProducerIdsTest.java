/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.controller.Outcome;
import io.odradek.controller.ProducerIdBlock;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.InitProducerIdRequest;
import io.odradek.protocol.message.InitProducerIdResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** InitProducerId and FindCoordinator as far as there are no coordinators. */
class ProducerIdsTest {
    private final FakeAdmin admin = new FakeAdmin();
    private final HandDrivenLoop loop = new HandDrivenLoop();
    private final ProducerIds ids = new ProducerIds(loop.executor(), admin.asController(), () -> 5);
    private final InitProducerIdHandler handler = new InitProducerIdHandler(ids);

    @Test
    void everyProducerGetsAnIdOfItsOwnInEpochZero() {
        assertThat(ask(null)).isEqualTo("NONE 1000 0");
        assertThat(ask(null)).isEqualTo("NONE 1001 0");
        assertThat(admin.asked).as("one block for both").hasSize(1);
    }

    @Test
    void theNextBlockIsThereBeforeOneIsUsedUp() {
        for (int i = 0; i < 900; i++) {
            ask(null);
        }
        assertThat(admin.asked).hasSize(2);
        admin.outcome = Outcome.of(ErrorCode.NOT_CONTROLLER);

        for (int i = 0; i < 100; i++) {
            ask(null);
        }

        assertThat(ask(null)).as("of the second block").isEqualTo("NONE 2000 0");
    }

    @Test
    void aBlockAskedForAtTheStartServesAProducerWhileThereIsNoController() {
        ids.prepare();
        loop.settle();

        admin.outcome = Outcome.of(ErrorCode.NOT_CONTROLLER);

        assertThat(ask(null)).isEqualTo("NONE 1000 0");
    }

    @Test
    void aControllerThatHangsHoldsUpNobodyForLong() {
        List<CompletableFuture<ProducerIdBlock>> open = new ArrayList<>();
        admin.openAllocations = open;
        RecordingReply<InitProducerIdResponse> first = begin((String) null);
        loop.pass(ProducerIds.PATIENCE_MS - 1);
        assertThat(first.isDone()).isFalse();

        loop.pass(1);

        assertThat(text(first)).isEqualTo("COORDINATOR_LOAD_IN_PROGRESS -1 -1");
        RecordingReply<InitProducerIdResponse> again = begin((String) null);
        assertThat(open).as("whoever is the controller by now").hasSize(2);
        open.get(0).complete(ProducerIdBlock.refused(ErrorCode.NOT_CONTROLLER));
        loop.settle();
        assertThat(again.isDone()).as("by what the former one says").isFalse();
        open.get(1).complete(new ProducerIdBlock(ErrorCode.NONE, 7000, 1000));
        loop.settle();
        assertThat(text(again)).isEqualTo("NONE 7000 0");
    }

    @Test
    void aBlockThatComesLateIsUsed() {
        List<CompletableFuture<ProducerIdBlock>> open = new ArrayList<>();
        admin.openAllocations = open;
        begin((String) null);
        loop.pass(ProducerIds.PATIENCE_MS);

        open.get(0).complete(new ProducerIdBlock(ErrorCode.NONE, 7000, 1000));

        assertThat(ask(null)).isEqualTo("NONE 7000 0");
    }

    @Test
    void withoutAControllerTheProducerIsToComeAgain() {
        admin.outcome = Outcome.of(ErrorCode.NOT_CONTROLLER);
        assertThat(ask(null)).isEqualTo("COORDINATOR_LOAD_IN_PROGRESS -1 -1");

        admin.outcome = Outcome.OK;

        assertThat(ask(null)).isEqualTo("NONE 1000 0");
    }

    @Test
    void transactionalIdsAreRefusedAsByABrokerThatDoesNotCoordinateThem() {
        assertThat(ask("abc")).isEqualTo("NOT_COORDINATOR -1 -1");
        assertThat(ask("")).isEqualTo("INVALID_REQUEST -1 -1");
    }

    @Test
    void anIdWithoutAnEpochAndAnEpochWithoutAnIdAreRefused() {
        assertThat(text(begin(known(7, -1)))).isEqualTo("INVALID_REQUEST -1 -1");
        assertThat(text(begin(known(-1, 0)))).isEqualTo("INVALID_REQUEST -1 -1");
        assertThat(text(begin(known(7, 0)))).isEqualTo("NONE 1000 0");
    }

    private static InitProducerIdRequest known(long id, int epoch) {
        return new InitProducerIdRequest().transactionalId(null).producerId(id).producerEpoch((short) epoch);
    }

    private String ask(String transactionalId) {
        return text(begin(transactionalId));
    }

    private RecordingReply<InitProducerIdResponse> begin(String transactionalId) {
        return begin(new InitProducerIdRequest().transactionalId(transactionalId));
    }

    private RecordingReply<InitProducerIdResponse> begin(InitProducerIdRequest request) {
        RecordingReply<InitProducerIdResponse> reply = new RecordingReply<>();
        handler.handle(new TestConnection().request(ApiKey.INIT_PRODUCER_ID, 4), request, reply);
        loop.settle();
        return reply;
    }

    private static String text(RecordingReply<InitProducerIdResponse> reply) {
        InitProducerIdResponse answer = reply.answer();
        return ErrorCode.forCode(answer.errorCode()) + " " + answer.producerId() + " " + answer.producerEpoch();
    }
}
