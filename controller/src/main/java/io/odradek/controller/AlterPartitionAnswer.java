/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.protocol.error.ErrorCode;
import java.util.List;

/** The answer to {@link AlterPartitionCall}: one code for all, or one for each. */
public record AlterPartitionAnswer(ErrorCode error, List<IsrChanged> changes) {}
