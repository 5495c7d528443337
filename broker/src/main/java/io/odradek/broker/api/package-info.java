/* SPDX-License-Identifier: Apache-2.0 */
/** One handler for each Kafka API, named for it. */
@NullMarked
package io.odradek.broker.api;

import org.jspecify.annotations.NullMarked;
