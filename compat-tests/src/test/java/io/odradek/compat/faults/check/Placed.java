/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

/**
 * A record at an offset: as a producer had it acknowledged, as a consumer saw it, or as it is stored at the end.
 *
 * @param by who says so
 * @param atMs when, in milliseconds of the run
 * @param partition where it is, which is not always where it says it is
 */
public record Placed(String by, long atMs, int partition, long offset, Content content) {}
