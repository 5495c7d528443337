/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The last Apache Kafka with a ZooKeeper mode, on an ensemble that somebody else runs. */
public final class LegacyKafkaProcess extends BrokerProcess {

    private final String zooKeeperConnect;

    public LegacyKafkaProcess(BrokerSetup setup, String zooKeeperConnect) {
        super(setup);
        this.zooKeeperConnect = zooKeeperConnect;
    }

    @Override
    public String name() {
        return "Kafka ZK";
    }

    @Override
    Map<String, String> ownProperties() {
        return Map.of("broker.id", "0", "zookeeper.connect", zooKeeperConnect);
    }

    @Override
    List<String> command(Path propertiesFile) {
        List<String> flags = new ArrayList<>(setup().jvmFlags());
        flags.addAll(JavaCommand.kafkaFlags(KafkaJars.LEGACY));
        flags.add("-Dlog4j.configuration=file:" + LegacyLogging.configuration(setup().folder()));
        return JavaCommand.of(KafkaJars.LEGACY, flags, "kafka.Kafka", List.of(propertiesFile.toString()));
    }

    @Override
    Map<String, String> environment() {
        return Map.of();
    }
}
