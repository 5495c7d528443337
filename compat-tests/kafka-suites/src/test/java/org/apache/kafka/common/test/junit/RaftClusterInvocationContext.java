/* SPDX-License-Identifier: Apache-2.0 */
package org.apache.kafka.common.test.junit;

import io.odradek.suites.OdradekInstance;
import java.util.List;
import org.apache.kafka.common.test.api.ClusterConfig;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/**
 * Stands in for the class of this name in Kafka's test kit, before which it is on the class path: one run of a test of
 * Kafka's with a cluster of Odradek's brokers around it. {@code isCombined} tells two forms of a KRaft quorum apart; here
 * both mean the same cluster.
 */
public class RaftClusterInvocationContext implements TestTemplateInvocationContext {
    private final String baseDisplayName;
    private final ClusterConfig config;
    private final boolean isCombined;

    /** Called by Kafka's test kit. */
    public RaftClusterInvocationContext(String baseDisplayName, ClusterConfig config, boolean isCombined) {
        this.baseDisplayName = baseDisplayName;
        this.config = config;
        this.isCombined = isCombined;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
        return baseDisplayName + " [" + invocationIndex + "] " + String.join(", ", config.displayTags());
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        OdradekInstance instance = new OdradekInstance(config, isCombined);
        BeforeEachCallback begin = context -> {
            if (config.isAutoStart()) {
                instance.start();
            }
        };
        AfterEachCallback end = context -> instance.stop();
        return List.of(begin, end, new ClusterInstanceParameterResolver(instance));
    }
}
