/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

/** Requests about one broker go to that broker and name it by its id. */
final class BrokerNames {
    private BrokerNames() {}

    /** Why the name does not mean this broker; empty when it does. */
    static String complaint(String name, int ownId) {
        try {
            int id = Integer.parseInt(name);
            return id == ownId ? "" : "This is broker " + ownId + ", not " + id + "; ask that one";
        } catch (NumberFormatException noNumber) {
            return "A broker is named by its id, not by '" + name + "'";
        }
    }
}
