/* SPDX-License-Identifier: Apache-2.0 */
/** What keeps replicas in step between brokers: fetching from leaders, and proposals of in-sync replicas. */
@NullMarked
package io.odradek.broker.replication;

import org.jspecify.annotations.NullMarked;
