/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** A configuration that cannot be used. The message is one line that names the key and says what to change. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }
}
