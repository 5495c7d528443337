/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.List;

/** What of a request to update features is carried out. */
public enum FeatureUpdateMode {
    /** Whatever can be, as Kafka 3.9 does. */
    EACH,
    /** All or nothing, as Kafka 4 does. */
    ALL,
    /** Nothing: the answer is what would happen. */
    VALIDATE;

    boolean writes(List<Outcome> outcomes) {
        return switch (this) {
            case EACH -> true;
            case ALL -> outcomes.stream().allMatch(Outcome::isOk);
            case VALIDATE -> false;
        };
    }
}
