/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.Set;

/** The answer to a controlled shutdown: what the leaving broker still leads, because nobody else can. */
public record ShutdownAnswer(ErrorCode error, Set<TopicPartition> remaining) {}
