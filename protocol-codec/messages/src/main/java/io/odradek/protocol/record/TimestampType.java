/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

/** Whose clock a batch's timestamps come from; bit 3 of its attributes. */
public enum TimestampType {
    CREATE_TIME("CreateTime"),
    LOG_APPEND_TIME("LogAppendTime");

    private final String configName;

    TimestampType(String configName) {
        this.configName = configName;
    }

    /** The value that {@code message.timestamp.type} takes. */
    public String configName() {
        return configName;
    }
}
