/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a running broker tells of itself, under Kafka's names: gauges that read what their owners have published, and one
 * place that knows how they reach whoever watches.
 */
@NullMarked
package io.odradek.broker.metrics;

import org.jspecify.annotations.NullMarked;
