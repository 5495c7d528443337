/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

final class KafkaLayoutTest {
    private static final String ZONE = "Europe/Berlin";
    private static final LocalDateTime WINTER = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6_000_000);

    private final Logger logger = new LoggerContext().getLogger("a.b.C");

    private String line(LocalDateTime at, Throwable thrown) {
        LoggingEvent event = new LoggingEvent("fqcn", logger, Level.WARN, "said {}", thrown, new Object[] {"so"});
        event.setTimeStamp(at.atZone(ZoneId.of(ZONE)).toInstant().toEpochMilli());
        return new KafkaLayout(TimeZone.getTimeZone(ZONE)).doLayout(event);
    }

    @Test
    void oneLineAsKafkaWritesIt() {
        assertThat(line(WINTER, null)).isEqualTo("[2026-01-02 03:04:05,006] WARN said so (a.b.C)\n");
    }

    @Test
    void inSummerByTheClockOfSummer() {
        assertThat(line(LocalDateTime.of(2026, 7, 2, 0, 4, 5, 999_000_000), null))
                .startsWith("[2026-07-02 00:04:05,999] ");
    }

    @Test
    void beforeTheEpochToo() {
        assertThat(line(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1_000_000), null))
                .startsWith("[1969-12-31 23:59:59,001] ");
    }

    @Test
    void whatWasThrownFollows() {
        assertThat(line(WINTER, new IllegalStateException("why")))
                .contains("(a.b.C)\njava.lang.IllegalStateException: why");
    }
}
