/* SPDX-License-Identifier: Apache-2.0 */
/** The schema compiler: Kafka's message specifications in, Java sources out; runs at build time only. */
@NullMarked
package io.odradek.protocol.generator;

import org.jspecify.annotations.NullMarked;
