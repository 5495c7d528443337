/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Recognises what other protocols say first, so that a misdirected client is told apart from a broken
 * one. A Kafka frame starts with its length, which makes each of these a frame of 300 MB and more.
 */
final class ForeignHello {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR_VERSION = 0x03;
    private static final String[] HTTP_STARTS = {
        "GET ", "POST", "PUT ", "HEAD", "DELE", "OPTI", "PATC", "CONN", "TRAC", "PRI "
    };

    private ForeignHello() {}

    /** The likely cause in words, or null when the first four bytes are no known hello. */
    static @Nullable String recognise(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return null;
        }
        int start = in.readerIndex();
        if (in.getByte(start) == TLS_HANDSHAKE && in.getByte(start + 1) == TLS_MAJOR_VERSION) {
            return "a TLS handshake on a plaintext listener: the client's security.protocol does not match it";
        }
        String first = in.toString(start, Integer.BYTES, StandardCharsets.ISO_8859_1);
        for (String http : HTTP_STARTS) {
            if (first.equals(http)) {
                return "an HTTP request: this port speaks the Kafka protocol only";
            }
        }
        if (first.equals("SSH-")) {
            return "an SSH hello: this port speaks the Kafka protocol only";
        }
        if (first.equals("PROX") || in.getInt(start) == 0x0D0A0D0A) {
            return "a PROXY protocol header: switch it off in the load balancer before this listener";
        }
        return null;
    }
}
