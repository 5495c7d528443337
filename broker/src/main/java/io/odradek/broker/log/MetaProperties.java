/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import org.jspecify.annotations.Nullable;

/** Whose log directory this is, as meta.properties says; what it leaves out is null. */
public record MetaProperties(
        int version, @Nullable Integer brokerId, @Nullable String clusterId) {}
