/* SPDX-License-Identifier: Apache-2.0 */
/** Controller election: Kafka's znodes, one fenced transaction. */
@NullMarked
package io.odradek.controller.election;

import org.jspecify.annotations.NullMarked;
