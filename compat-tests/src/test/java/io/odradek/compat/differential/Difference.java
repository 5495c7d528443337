/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

/**
 * A field in which two answers differ.
 *
 * @param path its name below those of the messages that it is in
 */
record Difference(String api, short version, String path, String kafkas, String ours) {

    @Override
    public String toString() {
        return api + " v" + version + " | " + path + " | " + kafkas + " | " + ours;
    }
}
