/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

/** A message of Kafka's protocol, mutable, of any version: the version is a parameter of reading and writing. */
public interface ApiMessage {
    /** The API key; the type of record for keys and values of coordinators; -1 for headers and for other data. */
    short apiKey();

    /**
     * Appends the message in the given version.
     *
     * @throws IllegalArgumentException if the version cannot carry what the message says
     */
    void write(WireWriter out, short version);

    /** The exact number of bytes that {@link #write} appends in this version, records included. */
    int sizeBytes(short version);

    /** Releases the records that the message holds; a message without records has nothing to release. */
    default void release() {}
}
