/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a record of the workload says about itself, as text that a dump shows.
 *
 * @param sequence counts from 0, without a gap, for each producer and partition
 */
public record Content(int producer, int partition, long sequence) {

    private static final Pattern TEXT = Pattern.compile("(p(\\d+) t(\\d+) s(\\d+) \\.*) c(\\d+)");
    private static final int FILLING_CHARS = 97;

    /** Of differing lengths, so that a part of one record is never another. */
    public byte[] bytes() {
        int filling = (int) ((sequence * 31 + producer) % FILLING_CHARS);
        String text = "p" + producer + " t" + partition + " s" + sequence + " " + ".".repeat(filling);
        return (text + " c" + checksum(text)).getBytes(US_ASCII);
    }

    /** Empty if these bytes were not made by {@link #bytes}. */
    public static Optional<Content> parse(byte[] bytes) {
        Matcher matcher = TEXT.matcher(new String(bytes, US_ASCII));
        if (!matcher.matches() || checksum(matcher.group(1)) != Long.parseLong(matcher.group(5))) {
            return Optional.empty();
        }
        return Optional.of(new Content(
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(4))));
    }

    private static long checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(US_ASCII));
        return crc.getValue();
    }

    @Override
    public String toString() {
        return "p" + producer + "/t" + partition + "/s" + sequence;
    }
}
