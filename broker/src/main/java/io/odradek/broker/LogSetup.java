/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

/**
 * The log as it is without a file that says otherwise: to standard output, one line an event, in Kafka's layout.
 * Programmatic because reading XML would take a tenth of the start-up. {@code -Dlogback.configurationFile=…} replaces it,
 * and so does any file that Logback finds, where a broker is embedded in somebody else's JVM.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final String FILE_PROPERTY = "logback.configurationFile";

    /** What Logback would look for after us. */
    private static final List<String> FILES = List.of("logback-test.xml", "logback.xml");

    /** DEBUG, say; what a container sets as KAFKA_LOG4J_ROOT_LOGLEVEL. */
    private static final String ROOT_LEVEL_PROPERTY = "odradek.log.level";

    /** {@code name=LEVEL,…}; what a container sets as KAFKA_LOG4J_LOGGERS. */
    private static final String LEVELS_PROPERTY = "odradek.log.levels";

    private static final Map<String, Level> LEVELS = Map.of(
            "org.apache.zookeeper", Level.WARN,
            // Complains of a limit that the embedded server has no use for.
            "org.apache.zookeeper.server.ServerCnxnFactory", Level.ERROR,
            // With a stack trace for each client that comes before the ensemble has a leader.
            "org.apache.zookeeper.server.NIOServerCnxn", Level.ERROR,
            // An embedded peer says itself, in one line, what it has become; these warn of each step on the way.
            "org.apache.zookeeper.server.quorum", Level.ERROR,
            // An error with a stack trace for each peer that goes away.
            "org.apache.zookeeper.server.quorum.LearnerHandler", Level.OFF,
            "org.apache.curator", Level.WARN,
            "io.netty", Level.WARN,
            // The store says itself, once, that the connection is lost or back.
            "org.apache.zookeeper.ClientCnxn", Level.ERROR);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        boolean says =
                FILES.stream().anyMatch(name -> LogSetup.class.getClassLoader().getResource(name) != null);
        if (System.getProperty(FILE_PROPERTY) != null || says) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        setUp(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Whatever else there may be. */
    void setUp(LoggerContext context) {
        KafkaLayout layout = new KafkaLayout(TimeZone.getDefault());
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stdout");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty(ROOT_LEVEL_PROPERTY), Level.INFO));
        root.addAppender(console);
        LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
        setLevels(context, System.getProperty(LEVELS_PROPERTY, ""));
    }

    private static void setLevels(LoggerContext context, String levels) {
        for (String each : levels.split(",", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                context.getLogger(each.substring(0, equals).strip())
                        .setLevel(Level.toLevel(each.substring(equals + 1).strip(), Level.INFO));
            }
        }
    }
}
