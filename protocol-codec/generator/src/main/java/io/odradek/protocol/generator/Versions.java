/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** A contiguous range of versions, ends included; {@link #NONE} is the empty one. */
public record Versions(int lowest, int highest) {
    static final Versions NONE = new Versions(0, -1);
    static final Versions ALL = new Versions(0, Short.MAX_VALUE);

    /** Reads {@code none}, {@code 3}, {@code 3+} or {@code 3-7}. */
    static Versions parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.equals("none")) {
            return NONE;
        }
        if (trimmed.endsWith("+")) {
            return new Versions(Integer.parseInt(trimmed.substring(0, trimmed.length() - 1)), Short.MAX_VALUE);
        }
        int dash = trimmed.indexOf('-');
        if (dash < 0) {
            int only = Integer.parseInt(trimmed);
            return new Versions(only, only);
        }
        return new Versions(
                Integer.parseInt(trimmed.substring(0, dash)), Integer.parseInt(trimmed.substring(dash + 1)));
    }

    public boolean isEmpty() {
        return highest < lowest;
    }

    public boolean contains(int version) {
        return lowest <= version && version <= highest;
    }

    boolean covers(Versions other) {
        return other.isEmpty() || (lowest <= other.lowest && other.highest <= highest);
    }

    Versions intersect(Versions other) {
        Versions common = new Versions(Math.max(lowest, other.lowest), Math.min(highest, other.highest));
        return common.isEmpty() ? NONE : common;
    }

    /** The smallest range that holds both. */
    public Versions hull(Versions other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new Versions(Math.min(lowest, other.lowest), Math.max(highest, other.highest));
    }

    /**
     * What is in either range.
     *
     * @throws SpecException if there is a gap between the two
     */
    Versions union(Versions other) {
        boolean gap = !isEmpty() && !other.isEmpty() && (lowest > other.highest + 1 || other.lowest > highest + 1);
        if (gap) {
            throw new SpecException("versions " + this + " and " + other + " have a gap between them");
        }
        return hull(other);
    }

    /**
     * What is in this range and not in the other one.
     *
     * @throws SpecException if that is not one range
     */
    Versions minus(Versions other) {
        Versions common = intersect(other);
        if (common.isEmpty()) {
            return this;
        }
        Versions below = new Versions(lowest, common.lowest - 1);
        Versions above = new Versions(common.highest + 1, highest);
        if (!below.isEmpty() && !above.isEmpty()) {
            throw new SpecException("versions " + this + " without " + other + " are two ranges");
        }
        return below.isEmpty() ? (above.isEmpty() ? NONE : above) : below;
    }

    @Override
    public String toString() {
        if (isEmpty()) {
            return "none";
        }
        if (highest == Short.MAX_VALUE) {
            return lowest + "+";
        }
        return lowest == highest ? Integer.toString(lowest) : lowest + "-" + highest;
    }
}
