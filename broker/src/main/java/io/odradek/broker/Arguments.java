/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.config.ConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line, as Kafka's start script takes it: a properties file, then overrides. Parsed by hand: the command line
 * library that tools would be worth costs more at start than everything else between the JVM and the first log line.
 */
record Arguments(Path propertiesFile, Map<String, String> overrides) {
    static final String USAGE = "usage: kafka-server-start.sh [-daemon] server.properties [--override key=value]...";

    private static final String OVERRIDE = "--override";

    static Arguments parse(List<String> args) {
        if (args.isEmpty() || args.get(0).startsWith("-")) {
            throw new ConfigException(USAGE);
        }
        Map<String, String> overrides = new LinkedHashMap<>();
        for (int i = 1; i < args.size(); i++) {
            String text = args.get(i);
            if (text.equals(OVERRIDE) && i + 1 < args.size()) {
                i++;
                put(overrides, args.get(i));
            } else if (text.startsWith(OVERRIDE + '=')) {
                put(overrides, text.substring(OVERRIDE.length() + 1));
            } else {
                throw new ConfigException("cannot understand the argument " + text + "; " + USAGE);
            }
        }
        return new Arguments(Path.of(args.get(0)), overrides);
    }

    private static void put(Map<String, String> overrides, String pair) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            throw new ConfigException("cannot understand the override " + pair + ": it is not key=value");
        }
        overrides.put(
                pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
    }
}
