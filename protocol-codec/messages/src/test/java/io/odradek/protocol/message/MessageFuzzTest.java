/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.MalformedMessageException;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;

/**
 * No input makes the decoder throw anything but {@link MalformedMessageException}, and what it reads it can write
 * again. In a normal build only the corpus runs, see {@code MessageFuzzTestInputs}; {@code -Pfuzz} looks for more.
 *
 * <p>The first byte of an input is the API key, the second the version, with the highest bit for responses.
 */
final class MessageFuzzTest {
    private static final int SELECTOR_BYTES = 2;

    @FuzzTest(maxDuration = "2m")
    void onlyMalformedMessagesAreRefused(byte[] input) {
        if (input.length < SELECTOR_BYTES) {
            return;
        }
        ApiKey key = ApiKey.forId((short) (input[0] & 0xFF));
        if (key == null) {
            return;
        }
        boolean response = input[1] < 0;
        short version = (short) (input[1] & 0x7F);
        ByteBuf body = Unpooled.wrappedBuffer(input, SELECTOR_BYTES, input.length - SELECTOR_BYTES);
        ApiMessage message;
        try {
            WireReader in = new WireReader(body);
            message = response ? key.readResponse(in, version) : key.readRequest(in, version);
        } catch (MalformedMessageException e) {
            return;
        }
        writeAgain(message, version, response, key);
        message.release();
    }

    private static void writeAgain(ApiMessage message, short version, boolean response, ApiKey key) {
        int size = message.sizeBytes(version);
        ByteBuf out = Unpooled.buffer(size, size);
        try {
            message.write(new WireWriter(out), version);
        } catch (IllegalArgumentException e) {
            return; // unknown tags that were read out of order are not written
        }
        WireReader in = new WireReader(out);
        ApiMessage again = response ? key.readResponse(in, version) : key.readRequest(in, version);
        if (in.remaining() != 0 || out.writableBytes() != 0) {
            throw new AssertionError("size " + size + ", left " + in.remaining() + " of " + again);
        }
    }
}
