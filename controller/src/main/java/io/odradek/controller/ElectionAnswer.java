/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.TopicPartition;
import java.util.Map;

/** The outcome of a call for elections, and where that is fine, of each partition. */
public record ElectionAnswer(Outcome whole, Map<TopicPartition, Outcome> partitions) {}
