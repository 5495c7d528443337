/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** {@code [2026-11-20 09:30:00,123] INFO message (logger)}: the layout that Kafka's own log has, for those who parse it. */
final class KafkaLayout extends LayoutBase<ILoggingEvent> {
    private static final int LINE_CHARS_EXPECTED = 160;

    private final ZoneId zone = ZoneId.systemDefault();

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(LINE_CHARS_EXPECTED);
        time(line, LocalDateTime.ofInstant(Instant.ofEpochMilli(event.getTimeStamp()), zone));
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

    private static void time(StringBuilder line, LocalDateTime at) {
        line.append('[').append(at.getYear()).append('-');
        padded(line, at.getMonthValue(), 2).append('-');
        padded(line, at.getDayOfMonth(), 2).append(' ');
        padded(line, at.getHour(), 2).append(':');
        padded(line, at.getMinute(), 2).append(':');
        padded(line, at.getSecond(), 2).append(',');
        padded(line, at.getNano() / 1_000_000, 3).append("] ");
    }

    private static StringBuilder padded(StringBuilder line, int number, int digits) {
        String text = Integer.toString(number);
        return line.append("0".repeat(digits - text.length())).append(text);
    }
}
