/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Path;

/** The log configuration of what still logs by log4j 1. */
final class LegacyLogging {

    private LegacyLogging() {}

    static Path configuration(Path folder) {
        return BrokerProcess.write(folder.resolve("log4j.properties"), """
                log4j.rootLogger=INFO, console
                log4j.appender.console=org.apache.log4j.ConsoleAppender
                log4j.appender.console.layout=org.apache.log4j.PatternLayout
                log4j.appender.console.layout.ConversionPattern=[%d] %p %m (%c)%n
                """);
    }
}
