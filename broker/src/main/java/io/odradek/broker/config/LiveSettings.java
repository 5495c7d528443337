/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.controller.ConfigImage;

/** The current settings of this broker, of all topics and of all groups. Any thread reads; whoever receives images from the store writes. */
public final class LiveSettings {
    private final int brokerId;
    private volatile BrokerSettings broker;
    private volatile ConfigImage image = ConfigImage.EMPTY;

    public LiveSettings(BrokerConfig file, int brokerId) {
        this.brokerId = brokerId;
        this.broker = BrokerSettings.of(file);
    }

    public void update(ConfigImage stored) {
        broker = broker.withStored(stored.broker(brokerId), stored.allBrokers());
        image = stored;
    }

    public int brokerId() {
        return brokerId;
    }

    public BrokerSettings broker() {
        return broker;
    }

    public ConfigImage image() {
        return image;
    }

    /** The settings of one group in force now. */
    public GroupConfigs group(String id) {
        return GroupConfigs.of(broker, image.group(id));
    }

    /** The settings of one topic in force now. */
    public TopicConfigs topic(String name) {
        return TopicConfigs.of(broker, image.topic(name));
    }
}
