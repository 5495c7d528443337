/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * {@code [2026-11-20 09:30:00,123] INFO message (logger)}: the layout that Kafka's own log has, for those who parse it.
 *
 * <p>The offset of the time zone is asked of {@link TimeZone}: {@link java.time.ZoneId} would look through every jar for
 * rules of other zones, when the first line is written and nothing has started yet.
 */
final class KafkaLayout extends LayoutBase<ILoggingEvent> {
    private static final int LINE_CHARS_EXPECTED = 160;
    private static final long MS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MS = 1_000_000;

    private final TimeZone zone;

    KafkaLayout(TimeZone zone) {
        this.zone = zone;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(LINE_CHARS_EXPECTED);
        time(line, local(event.getTimeStamp()));
        line.append(event.getLevel())
                .append(' ')
                .append(event.getFormattedMessage())
                .append(" (")
                .append(event.getLoggerName())
                .append(")\n");
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(ThrowableProxyUtil.asString(thrown));
        }
        return line.toString();
    }

    private LocalDateTime local(long epochMs) {
        long localMs = epochMs + zone.getOffset(epochMs);
        int nanos = (int) Math.floorMod(localMs, MS_PER_SECOND) * NANOS_PER_MS;
        return LocalDateTime.ofEpochSecond(Math.floorDiv(localMs, MS_PER_SECOND), nanos, ZoneOffset.UTC);
    }

    private static void time(StringBuilder line, LocalDateTime at) {
        line.append('[').append(at.getYear()).append('-');
        padded(line, at.getMonthValue(), 2).append('-');
        padded(line, at.getDayOfMonth(), 2).append(' ');
        padded(line, at.getHour(), 2).append(':');
        padded(line, at.getMinute(), 2).append(':');
        padded(line, at.getSecond(), 2).append(',');
        padded(line, at.getNano() / NANOS_PER_MS, 3).append("] ");
    }

    private static StringBuilder padded(StringBuilder line, int number, int digits) {
        String text = Integer.toString(number);
        return line.append("0".repeat(digits - text.length())).append(text);
    }
}
