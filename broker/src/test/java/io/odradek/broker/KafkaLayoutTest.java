/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class KafkaLayoutTest {
    private static final long AT_MS = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6_000_000)
            .atZone(ZoneId.systemDefault())
            .toInstant()
            .toEpochMilli();

    private final Logger logger = new LoggerContext().getLogger("a.b.C");

    private String line(Throwable thrown) {
        LoggingEvent event = new LoggingEvent("fqcn", logger, Level.WARN, "said {}", thrown, new Object[] {"so"});
        event.setTimeStamp(AT_MS);
        return new KafkaLayout().doLayout(event);
    }

    @Test
    void oneLineAsKafkaWritesIt() {
        assertThat(line(null)).isEqualTo("[2026-01-02 03:04:05,006] WARN said so (a.b.C)\n");
    }

    @Test
    void whatWasThrownFollows() {
        assertThat(line(new IllegalStateException("why"))).contains("(a.b.C)\njava.lang.IllegalStateException: why");
    }
}
