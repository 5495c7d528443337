/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.KafkaProcess;
import io.odradek.compat.process.OdradekProcess;
import java.nio.file.Path;

/** The two brokers that are compared, each with what it is started with by default. */
public enum Side {
    ODRADEK {
        @Override
        BrokerProcess brokerIn(Path folder) {
            return new OdradekProcess(BrokerSetup.in(folder));
        }
    },
    KAFKA {
        @Override
        BrokerProcess brokerIn(Path folder) {
            return new KafkaProcess(BrokerSetup.in(folder).withJvmFlags("-Xms1g", "-Xmx1g"));
        }
    };

    abstract BrokerProcess brokerIn(Path folder);
}
