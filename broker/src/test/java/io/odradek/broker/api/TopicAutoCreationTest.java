/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TopicAutoCreationTest {
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TopicAutoCreation.class);
    private final FakeAdmin admin = new FakeAdmin();
    private final TopicAutoCreation creation = new TopicAutoCreation(admin.asController(), true, 1000);

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(said);
    }

    @Test
    void whatKeepsTopicsFromBeingMadeIsSaidOnceHoweverManyAreAskedFor() {
        admin.outcome = Outcome.of(ErrorCode.INVALID_REPLICATION_FACTOR);

        List.of("a", "b", "a").forEach(name -> creation.begin(List.of(name)));

        assertThat(said.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).contains("{a=INVALID_REPLICATION_FACTOR}"));
    }

    @Test
    void itIsSaidAgainWhenItComesBack() {
        Outcome refused = Outcome.of(ErrorCode.INVALID_REPLICATION_FACTOR);

        for (Outcome next : List.of(refused, Outcome.OK, refused)) {
            admin.outcome = next;
            creation.begin(List.of("a"));
        }

        assertThat(said.list).hasSize(2);
    }
}
