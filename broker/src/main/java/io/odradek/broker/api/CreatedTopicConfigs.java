/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.ConfigDescriptions;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.protocol.message.CreateTopicsResponse.CreatableTopicConfigs;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What CreateTopics tells of the configurations that a topic has got: those that DescribeConfigs would show. As Kafka 4, it
 * names the source of a value that a broker's key in coarser units gives, which DescribeConfigs calls a default.
 */
public final class CreatedTopicConfigs implements Function<Map<String, String>, List<CreatableTopicConfigs>> {
    private final LiveSettings settings;

    public CreatedTopicConfigs(LiveSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<CreatableTopicConfigs> apply(Map<String, String> overrides) {
        TopicConfigs topic = TopicConfigs.of(settings.broker(), overrides);
        return ConfigDescriptions.topic(topic, name -> true).stream()
                .map(key -> new CreatableTopicConfigs()
                        .name(key.name())
                        .value(key.value())
                        .readOnly(key.readOnly())
                        .configSource(topic.source(key.name()).wireCode())
                        .isSensitive(key.sensitive()))
                .toList();
    }
}
