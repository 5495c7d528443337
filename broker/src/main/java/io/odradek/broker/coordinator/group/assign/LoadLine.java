/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import java.util.stream.IntStream;

/**
 * The subscribers of one topic, from the least loaded to the most loaded one, and who of them is next to get a partition
 * and to give one up. At both ends stands a run of members with equal loads, which are served in turn, the low ones
 * forwards and the high ones backwards; a run that has been served is one step nearer to the other, and takes in those
 * who now are its equals. Loads are the caller's to change, right after each answer.
 */
final class LoadLine {
    static final int NOBODY = -1;

    private final int[] loads;
    private final int[] line;

    private int lowEnd;
    private int lowLoad;
    private int nextLow;

    private int highStart;
    private int highEnd;
    private int highLoad;
    private int nextHigh;

    /**
     * @param loads by member
     * @param members at least one, ascending
     */
    LoadLine(int[] loads, int[] members) {
        this.loads = loads;
        this.line = IntStream.of(members)
                .mapToLong(member -> (long) loads[member] << Integer.SIZE | member)
                .sorted()
                .mapToInt(place -> (int) place)
                .toArray();
        this.lowLoad = loads[line[0]] - 1;
        this.highStart = line.length;
        this.highEnd = line.length;
        this.nextHigh = line.length - 1;
        this.highLoad = loads[line[line.length - 1]] + 1;
    }

    /** Between the extremes at the start, before anybody gave or got anything. */
    int spread() {
        return highLoad - lowLoad - 2;
    }

    /** Whether a partition from the high run to the low one would make nothing more even. */
    boolean isEven() {
        return highLoad - lowLoad <= 1;
    }

    int nextToGet() {
        if (nextLow >= lowEnd) {
            lowLoad++;
            while (lowEnd < line.length && loads[line[lowEnd]] == lowLoad) {
                lowEnd++;
            }
            nextLow = 0;
        }
        return line[nextLow++];
    }

    /** NOBODY if all have been excused. */
    int nextToGive() {
        if (nextHigh < highStart) {
            boolean allExcused = highStart > 0 && highEnd <= highStart;
            highLoad = allExcused ? loads[line[highStart - 1]] : highLoad - 1;
            while (highStart > 0 && loads[line[highStart - 1]] == highLoad) {
                highStart--;
            }
            nextHigh = highEnd - 1;
        }
        return nextHigh < 0 ? NOBODY : line[nextHigh--];
    }

    /** Whoever was named last as the next to give has nothing to give, and is not asked again. */
    void excuse() {
        int place = nextHigh + 1;
        int excused = line[place];
        highEnd--;
        line[place] = line[highEnd];
        line[highEnd] = excused;
    }
}
