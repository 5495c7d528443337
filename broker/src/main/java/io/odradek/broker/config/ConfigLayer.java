/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** Where a value comes from, nearest first, with the number that DescribeConfigs gives it. */
public enum ConfigLayer {
    TOPIC(1),
    BROKER(2),
    ALL_BROKERS(3),
    FILE(4),
    DEFAULT(5),
    BROKER_LOGGER(6),
    GROUP(8);

    private final byte wireCode;

    ConfigLayer(int wireCode) {
        this.wireCode = (byte) wireCode;
    }

    public byte wireCode() {
        return wireCode;
    }
}
