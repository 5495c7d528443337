/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

/**
 * Something that must never be.
 *
 * @param partition -1 if it is of none
 * @param offset -1 if it has none
 */
public record Violation(String check, int partition, long offset, String what) {

    @Override
    public String toString() {
        String where = partition < 0 ? "" : " partition " + partition + (offset < 0 ? "" : " offset " + offset);
        return check + where + ": " + what;
    }
}
