/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.bench.scenario.ClusterLap;
import io.odradek.compat.process.BrokerCluster;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.KafkaProcess;
import io.odradek.compat.process.OdradekProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The two brokers that are compared, each with what it is started with by default. */
public enum Side {
    ODRADEK {
        @Override
        BrokerProcess brokerIn(Path folder, Map<String, String> properties) {
            return new OdradekProcess(BrokerSetup.in(folder).withProperties(properties));
        }

        @Override
        BrokerKind kind() {
            return BrokerKind.ODRADEK;
        }
    },
    KAFKA {
        @Override
        BrokerProcess brokerIn(Path folder, Map<String, String> properties) {
            return new KafkaProcess(
                    BrokerSetup.in(folder).withProperties(properties).withJvmFlags("-Xms1g", "-Xmx1g"));
        }

        @Override
        BrokerKind kind() {
            return BrokerKind.KAFKA;
        }
    };

    private static final List<String> KAFKA_HEAP = List.of("-Xms1g", "-Xmx1g");

    /** @param properties over its defaults */
    abstract BrokerProcess brokerIn(Path folder, Map<String, String> properties);

    abstract BrokerKind kind();

    /**
     * Three brokers, of which none is started.
     *
     * @param externalZooKeeper whether Odradek's use a ZooKeeper server beside them, and not an ensemble of their own
     */
    ClusterLap.Life clusterIn(Path folder, boolean externalZooKeeper) {
        ClusterSetup setup = ClusterSetup.of(folder, ClusterLap.BROKERS, kind()).withKafkaHeap(KAFKA_HEAP);
        if (this == ODRADEK && !externalZooKeeper) {
            setup = setup.withOwnEnsemble();
        }
        return new ClusterLap.Life(BrokerCluster.prepared(setup), kind());
    }
}
