/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

/**
 * The bytes are not a message of the type and version they were read as. It is the only exception that decoding
 * throws: whoever sent the bytes is at fault, and its connection is the only thing that suffers. It carries no stack
 * trace, since the peer decides how often it is thrown and the message names the offset.
 */
public final class MalformedMessageException extends RuntimeException {
    public MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
