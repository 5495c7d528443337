/* SPDX-License-Identifier: Apache-2.0 */
/** What Apache Kafka brings beside its broker, from its stock jars, with our broker: Streams, Connect, MirrorMaker 2. */
@NullMarked
package io.odradek.compat.frameworks;

import org.jspecify.annotations.NullMarked;
