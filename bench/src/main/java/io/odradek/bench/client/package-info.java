/* SPDX-License-Identifier: Apache-2.0 */
/** Main classes of child processes that run on nothing but Kafka's own client jars. */
@NullMarked
package io.odradek.bench.client;

import org.jspecify.annotations.NullMarked;
