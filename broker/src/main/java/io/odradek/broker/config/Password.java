/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** A secret value; its text never reaches a log. */
public record Password(String value) {
    public static final String HIDDEN = "[hidden]";

    @Override
    public String toString() {
        return HIDDEN;
    }
}
