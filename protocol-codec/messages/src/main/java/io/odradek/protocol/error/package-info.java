/* SPDX-License-Identifier: Apache-2.0 */
/** Kafka's error codes. */
@NullMarked
package io.odradek.protocol.error;

import org.jspecify.annotations.NullMarked;
