/* SPDX-License-Identifier: Apache-2.0 */
/** Every tool of Apache Kafka that talks to brokers, held to what it prints against Apache Kafka's. */
@NullMarked
package io.odradek.compat.tools;

import org.jspecify.annotations.NullMarked;
