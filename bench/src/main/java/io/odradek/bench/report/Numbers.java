/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import io.odradek.bench.Figure;
import io.odradek.bench.Spread;
import java.util.Locale;

/** How figures are written in the table. */
final class Numbers {

    private Numbers() {}

    static String of(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }

    static String of(Spread spread) {
        return of(spread.median()) + " (" + of(spread.min()) + " .. " + of(spread.max()) + ")";
    }

    static String ratio(Spread spread) {
        return String.format(Locale.ROOT, "%.2f (%.2f .. %.2f)", spread.median(), spread.min(), spread.max());
    }

    static String bound(Figure figure) {
        return switch (figure.bound()) {
            case NONE -> "";
            case RATIO -> "<= " + figure.boundMax() + " x";
            case RATIO_MIN -> ">= " + figure.boundMax() + " x";
            case ABSOLUTE -> "<= " + of(figure.boundMax());
            case ABSOLUTE_MIN -> ">= " + of(figure.boundMax());
        };
    }
}
