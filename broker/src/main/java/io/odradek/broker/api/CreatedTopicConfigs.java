/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.ConfigDescriptions;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.protocol.message.CreateTopicsResponse.CreatableTopicConfigs;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What CreateTopics tells of the configurations that a topic has got: those that DescribeConfigs would show. */
public final class CreatedTopicConfigs implements Function<Map<String, String>, List<CreatableTopicConfigs>> {
    private final LiveSettings settings;

    public CreatedTopicConfigs(LiveSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<CreatableTopicConfigs> apply(Map<String, String> overrides) {
        return ConfigDescriptions.topic(TopicConfigs.of(settings.broker(), overrides), name -> true).stream()
                .map(key -> new CreatableTopicConfigs()
                        .name(key.name())
                        .value(key.value())
                        .readOnly(key.readOnly())
                        .configSource(key.layer().wireCode())
                        .isSensitive(key.sensitive()))
                .toList();
    }
}
