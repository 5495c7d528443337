/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** meta.properties: read in both of Kafka's versions, written as a ZooKeeper broker writes it. */
final class MetaPropertiesFile {
    static final String NAME = "meta.properties";

    private MetaPropertiesFile() {}

    /** Empty if there is no file. */
    static Optional<MetaProperties> read(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(SmallFile.readText(disk, path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw refuse(path, "is not a properties file", e);
        }
        String version = properties.getProperty("version", "0").trim();
        return switch (version) {
            case "0" -> Optional.of(new MetaProperties(0, id(path, properties, "broker.id"), text(properties)));
            case "1" -> Optional.of(new MetaProperties(1, id(path, properties, "node.id"), text(properties)));
            default -> throw refuse(path, "has version " + version + ", which is not known here", null);
        };
    }

    static void write(Disk disk, Path directory, int brokerId, String clusterId) throws IOException {
        String text = "version=0\nbroker.id=" + brokerId + "\ncluster.id=" + clusterId + "\n";
        SmallFile.replaceText(disk, directory.resolve(NAME), text, true);
    }

    private static @Nullable Integer id(Path path, Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            return null;
        }
        try {
            return Integer.valueOf(value.trim());
        } catch (NumberFormatException e) {
            throw refuse(path, "has " + key + "=" + value + ", which is no number", e);
        }
    }

    private static @Nullable String text(Properties properties) {
        return properties.getProperty("cluster.id");
    }

    private static LogStartupException refuse(Path path, String what, @Nullable Throwable cause) {
        return new LogStartupException(path + " " + what + ": mend it, or name another directory in log.dirs", cause);
    }
}
