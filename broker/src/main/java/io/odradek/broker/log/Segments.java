/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments of one log, by base offset. Owned by whoever owns the log. */
final class Segments {
    private final ArrayList<Segment> byOffset;

    Segments(List<Segment> ascending) {
        this.byOffset = new ArrayList<>(ascending);
    }

    boolean isEmpty() {
        return byOffset.isEmpty();
    }

    int size() {
        return byOffset.size();
    }

    Segment get(int number) {
        return byOffset.get(number);
    }

    /** The one that is appended to; null while nothing has been appended. */
    @Nullable
    Segment active() {
        return byOffset.isEmpty() ? null : byOffset.get(byOffset.size() - 1);
    }

    void add(Segment segment) {
        assert byOffset.isEmpty() || byOffset.get(byOffset.size() - 1).baseOffset() < segment.baseOffset();
        byOffset.add(segment);
    }

    /** The number of the last segment that begins at or below the offset; -1 if all begin above it. */
    int floor(long offset) {
        int low = 0;
        int high = byOffset.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byOffset.get(middle).baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Where a segment ends: the base of the next one, or the log's end. */
    long endOffset(int number, long logEndOffset) {
        return number + 1 < byOffset.size() ? byOffset.get(number + 1).baseOffset() : logEndOffset;
    }

    /** Takes the first ones out. */
    List<Segment> removeFirst(int count) {
        List<Segment> first = byOffset.subList(0, count);
        List<Segment> removed = new ArrayList<>(first);
        first.clear();
        return removed;
    }

    /** Takes out the ones from the number on. */
    List<Segment> removeFrom(int number) {
        List<Segment> last = byOffset.subList(number, byOffset.size());
        List<Segment> removed = new ArrayList<>(last);
        last.clear();
        return removed;
    }

    /** Puts one in the place of others that follow on each other, if they are all still there; whether they were. */
    boolean replace(List<Segment> ones, Segment other) {
        int first = byOffset.indexOf(ones.get(0));
        if (!contains(ones)) {
            return false;
        }
        byOffset.subList(first, first + ones.size()).clear();
        byOffset.add(first, other);
        return true;
    }

    /** Whether these follow on each other here. */
    boolean contains(List<Segment> ones) {
        int first = byOffset.indexOf(ones.get(0));
        return first >= 0
                && first + ones.size() <= byOffset.size()
                && byOffset.subList(first, first + ones.size()).equals(ones);
    }

    void forgetHandles() {
        byOffset.forEach(Segment::forgetHandles);
    }

    long sizeBytes() throws IOException {
        long total = 0;
        for (Segment segment : byOffset) {
            total += segment.sizeBytes();
        }
        return total;
    }
}
