/* SPDX-License-Identifier: Apache-2.0 */
/** Microbenchmarks beside Kafka's own classes; {@code java -cp target/classes:target/lib/* org.openjdk.jmh.Main}. */
@NullMarked
package io.odradek.bench.jmh;

import org.jspecify.annotations.NullMarked;
