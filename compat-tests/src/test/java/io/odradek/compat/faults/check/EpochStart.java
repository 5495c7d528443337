/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

/** A line of {@code leader-epoch-checkpoint}. */
public record EpochStart(int epoch, long startOffset) {}
