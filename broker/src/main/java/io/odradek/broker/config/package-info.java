/* SPDX-License-Identifier: Apache-2.0 */
/** Kafka's configuration keys, typed, with units. */
@NullMarked
package io.odradek.broker.config;

import org.jspecify.annotations.NullMarked;
