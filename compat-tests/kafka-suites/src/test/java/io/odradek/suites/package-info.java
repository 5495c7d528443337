/* SPDX-License-Identifier: Apache-2.0 */
/** Clusters of Odradek's brokers for the tests of Apache Kafka. */
@NullMarked
package io.odradek.suites;

import org.jspecify.annotations.NullMarked;
