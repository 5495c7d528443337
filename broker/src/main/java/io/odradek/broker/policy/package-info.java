/* SPDX-License-Identifier: Apache-2.0 */
/** The operator's own word on topics and configurations: classes of theirs that implement Kafka's policy interfaces. */
@NullMarked
package io.odradek.broker.policy;

import org.jspecify.annotations.NullMarked;
