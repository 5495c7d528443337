/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The levels of this process's loggers, by Kafka's names for levels and for the root. Logback itself is thread-safe. */
public final class LoggerLevels {
    private static final String ROOT = "root";
    private static final List<String> LEVELS = List.of("DEBUG", "ERROR", "FATAL", "INFO", "TRACE", "WARN");

    private final LoggerContext context;

    public LoggerLevels(LoggerContext context) {
        this.context = context;
    }

    /** The level in effect for every logger that exists. */
    public Map<String, String> levels() {
        var levels = new TreeMap<String, String>();
        for (Logger logger : context.getLoggerList()) {
            String name = logger.getName().equals(Logger.ROOT_LOGGER_NAME) ? ROOT : logger.getName();
            levels.put(name, logger.getEffectiveLevel().toString());
        }
        return levels;
    }

    /** Sets or removes levels, all or none; only says what would happen when {@code validateOnly}. */
    public Outcome change(List<ConfigEdit> steps, boolean validateOnly) {
        for (ConfigEdit step : steps) {
            Outcome outcome = check(step);
            if (!outcome.isOk()) {
                return outcome;
            }
        }
        if (!validateOnly) {
            steps.forEach(this::apply);
        }
        return Outcome.OK;
    }

    private Outcome check(ConfigEdit step) {
        if (step.operation() != ConfigEdit.SET && step.operation() != ConfigEdit.DELETE) {
            return Outcome.of(ErrorCode.INVALID_REQUEST, "The level of a logger can only be set or deleted");
        }
        if (find(step.name()) == null) {
            return Outcome.of(ErrorCode.INVALID_CONFIG, "There is no logger " + step.name());
        }
        if (step.operation() == ConfigEdit.DELETE) {
            return step.name().equals(ROOT)
                    ? Outcome.of(ErrorCode.INVALID_REQUEST, "The root logger cannot be without a level")
                    : Outcome.OK;
        }
        return LEVELS.contains(String.valueOf(step.value()))
                ? Outcome.OK
                : Outcome.of(
                        ErrorCode.INVALID_CONFIG,
                        step.value() + " is no level for " + step.name() + "; use one of " + String.join(", ", LEVELS));
    }

    private void apply(ConfigEdit step) {
        Logger logger = find(step.name());
        if (logger != null) {
            logger.setLevel(step.operation() == ConfigEdit.DELETE ? null : level(step.value()));
        }
    }

    private @Nullable Logger find(String name) {
        return name.toLowerCase(Locale.ROOT).equals(ROOT)
                ? context.getLogger(Logger.ROOT_LOGGER_NAME)
                : context.exists(name);
    }

    /** Logback knows nothing above ERROR. */
    private static Level level(@Nullable String name) {
        return "FATAL".equals(name) ? Level.ERROR : Level.toLevel(name);
    }
}
