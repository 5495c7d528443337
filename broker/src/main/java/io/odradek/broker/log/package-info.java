/* SPDX-License-Identifier: Apache-2.0 */
/** Kafka's log on disk: segments, indexes, recovery, retention, checkpoints. */
@NullMarked
package io.odradek.broker.log;

import org.jspecify.annotations.NullMarked;
