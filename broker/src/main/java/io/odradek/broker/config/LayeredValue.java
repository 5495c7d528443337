/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** What one layer says about one key; a secret's text is in it, so it is not to be logged. */
public record LayeredValue(String name, String text, ConfigLayer layer) {
    @Override
    public String toString() {
        return name + " from " + layer;
    }
}
