/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes through every state that can be reached, shortest histories first, until a state is wrong or none is left. */
final class Explorer<S> {
    private final Function<S, Object> key;
    private final Function<S, List<Next<S>>> steps;
    private final Function<S, @Nullable String> fault;

    /** What happens, and what comes of it. */
    record Next<S>(String event, S state) {}

    /** How much was seen; and the first wrong state there was, with the history that leads to it. */
    record Result(int states, int depth, @Nullable String fault, List<String> history) {}

    private record Visited<S>(S state, @Nullable Visited<S> before, String event, int depth) {}

    /**
     * @param key equal for states that need not be told apart
     * @param fault what is wrong with a state, or null
     */
    Explorer(Function<S, Object> key, Function<S, List<Next<S>>> steps, Function<S, @Nullable String> fault) {
        this.key = key;
        this.steps = steps;
        this.fault = fault;
    }

    Result explore(S start, int depthMax) {
        Set<Object> seen = new HashSet<>();
        Deque<Visited<S>> open = new ArrayDeque<>();
        Consumer<Visited<S>> add = visited -> {
            if (seen.add(key.apply(visited.state()))) {
                open.add(visited);
            }
        };
        add.accept(new Visited<>(start, null, "", 0));
        int depth = 0;
        while (!open.isEmpty()) {
            Visited<S> visited = open.remove();
            depth = visited.depth();
            String wrong = fault.apply(visited.state());
            if (wrong != null) {
                return new Result(seen.size(), depth, wrong, history(visited));
            }
            if (depth < depthMax) {
                for (Next<S> next : steps.apply(visited.state())) {
                    add.accept(new Visited<>(next.state(), visited, next.event(), depth + 1));
                }
            }
        }
        return new Result(seen.size(), depth, null, List.of());
    }

    private List<String> history(Visited<S> last) {
        List<String> events = new ArrayList<>();
        Visited<S> visited = last;
        while (visited.before() != null) {
            events.add(0, visited.event());
            visited = visited.before();
        }
        return events;
    }
}
