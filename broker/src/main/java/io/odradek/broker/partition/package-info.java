/* SPDX-License-Identifier: Apache-2.0 */
/** Partitions, their roles, parked requests and the loops that own them. */
@NullMarked
package io.odradek.broker.partition;

import org.jspecify.annotations.NullMarked;
