/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import org.jspecify.annotations.Nullable;

/** Why one record of a rejected batch was refused; the index counts the records of the batch from zero. */
public record RecordError(int batchIndex, @Nullable String message) {}
