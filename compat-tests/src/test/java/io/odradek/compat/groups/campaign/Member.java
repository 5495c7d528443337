/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

/** One of a group, from its construction to {@link #close}, which makes it leave. */
interface Member extends AutoCloseable {
    String name();

    @Override
    void close();
}
