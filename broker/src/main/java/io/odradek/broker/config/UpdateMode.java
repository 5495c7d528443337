/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** Whether, and for whom, a broker key may be changed while the broker runs. */
public enum UpdateMode {
    READ_ONLY("read-only"),
    PER_BROKER("per-broker"),
    CLUSTER_WIDE("cluster-wide"),
    /** Never in the file: the value lives only in the cluster's store. */
    DYNAMIC_ONLY("dynamic-only");

    private final String text;

    UpdateMode(String text) {
        this.text = text;
    }

    public boolean isDynamic() {
        return this != READ_ONLY;
    }

    static UpdateMode forText(String text) {
        for (UpdateMode mode : values()) {
            if (mode.text.equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("unknown update mode " + text);
    }
}
