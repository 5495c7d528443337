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
        BrokerProcess brokerIn(Path folder, Map<String, String> properties, List<String> heap) {
            return new OdradekProcess(setup(folder, properties, heap));
        }

        @Override
        List<String> defaultHeap() {
            return List.of();
        }

        @Override
        BrokerKind kind() {
            return BrokerKind.ODRADEK;
        }
    },
    KAFKA {
        @Override
        BrokerProcess brokerIn(Path folder, Map<String, String> properties, List<String> heap) {
            return new KafkaProcess(setup(folder, properties, heap));
        }

        @Override
        List<String> defaultHeap() {
            return List.of("-Xms1g", "-Xmx1g");
        }

        @Override
        BrokerKind kind() {
            return BrokerKind.KAFKA;
        }
    };

    /**
     * One broker that is not started.
     *
     * @param properties over its defaults
     * @param heap flags of the JVM; none for its default
     */
    abstract BrokerProcess brokerIn(Path folder, Map<String, String> properties, List<String> heap);

    /** What its start script says; none where the script need not be told. */
    abstract List<String> defaultHeap();

    abstract BrokerKind kind();

    BrokerSetup setup(Path folder, Map<String, String> properties, List<String> heap) {
        return BrokerSetup.in(folder)
                .withProperties(properties)
                .withJvmFlags(orDefault(heap).toArray(String[]::new));
    }

    private List<String> orDefault(List<String> heap) {
        return heap.isEmpty() ? defaultHeap() : heap;
    }

    /**
     * Three brokers, of which none is started.
     *
     * @param externalZooKeeper whether Odradek's use a ZooKeeper server beside them, and not an ensemble of their own
     */
    ClusterLap.Life clusterIn(Path folder, boolean externalZooKeeper, List<String> heap) {
        ClusterSetup setup = ClusterSetup.of(folder, ClusterLap.BROKERS, kind());
        setup = this == ODRADEK ? setup.withOdradekHeap(orDefault(heap)) : setup.withKafkaHeap(orDefault(heap));
        if (this == ODRADEK && !externalZooKeeper) {
            setup = setup.withOwnEnsemble();
        }
        return new ClusterLap.Life(BrokerCluster.prepared(setup), kind());
    }
}
