/* SPDX-License-Identifier: Apache-2.0 */
/** The side-by-side benchmark against Apache Kafka: the command, what it counts, and its report. */
@NullMarked
package io.odradek.bench;

import org.jspecify.annotations.NullMarked;
