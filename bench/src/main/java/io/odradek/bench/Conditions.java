/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Under what conditions the figures came about: how the brokers were started, and what else the machine did. */
public final class Conditions {

    private final Map<String, String> facts = new TreeMap<>();
    private final List<Lap> laps = new ArrayList<>();

    /**
     * The machine while one broker had its turn.
     *
     * @param loadBefore the load average of a minute; the broker and its clients are in {@code loadAfter}
     * @param stealPercent of the time of all processors, taken by other machines of the same host
     */
    public record Lap(String name, double loadBefore, double loadAfter, double busyPercent, double stealPercent) {}

    /** The last word about something counts. */
    public void fact(String what, String is) {
        facts.put(what, is);
    }

    public void lap(String name, HostStat before, HostStat after) {
        laps.add(new Lap(
                name, before.load(), after.load(), after.busyPercentSince(before), after.stealPercentSince(before)));
    }

    public List<Lap> laps() {
        return laps;
    }

    public List<String> lines() {
        Stream<Optional<String>> noise = Stream.of(
                line("load average before a turn", Lap::loadBefore),
                line("load average after a turn", Lap::loadAfter),
                line("processors busy, %", Lap::busyPercent),
                line("processors stolen by the host, %", Lap::stealPercent));
        return Stream.concat(
                        facts.entrySet().stream().map(fact -> fact.getKey() + ": " + fact.getValue()),
                        noise.flatMap(Optional::stream))
                .toList();
    }

    private Optional<String> line(String what, ToDoubleFunction<Lap> figure) {
        return Spread.of(laps.stream().mapToDouble(figure).boxed().toList())
                .map(spread -> String.format(
                        Locale.ROOT, "%s: %.2f (%.2f .. %.2f)", what, spread.median(), spread.min(), spread.max()));
    }
}
