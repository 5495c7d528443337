/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/** A connection to another broker that is kept for its own sake: to learn at once when the broker ends or hangs. */
@FunctionalInterface
public interface PeerLink {
    /** Nothing more is told. Any thread may call. */
    void close();
}
