/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import io.odradek.controller.FeatureRange;
import io.odradek.controller.FeatureUpdate;
import io.odradek.controller.FeatureUpdate.Kind;
import io.odradek.controller.Outcome;
import io.odradek.controller.SupportedFeatures;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an active controller makes of updates of features, by the rules and in the words of Kafka 3.9. Pure.
 *
 * @param levels what is finalized if those that are OK are carried out
 * @param outcomes of each update, in their order
 */
public record FeatureDecision(Map<String, Integer> levels, List<Outcome> outcomes) {
    private static final String NOT_APPLIED = "Could not apply finalized feature update because ";

    /**
     * Decides one update after the other, each on what those before it left.
     *
     * @param brokers what each live broker supports
     */
    public static FeatureDecision of(
            Map<String, Integer> finalized,
            Collection<Map<String, FeatureRange>> brokers,
            List<FeatureUpdate> updates) {
        Map<String, Integer> levels = new TreeMap<>(finalized);
        List<Outcome> outcomes = new ArrayList<>();
        for (FeatureUpdate update : updates) {
            String refusal = refusal(update, levels.get(update.feature()), brokers);
            if (refusal != null) {
                outcomes.add(Outcome.of(ErrorCode.INVALID_REQUEST, refusal));
                continue;
            }
            outcomes.add(Outcome.OK);
            if (update.level() < 1) {
                levels.remove(update.feature());
            } else {
                levels.put(update.feature(), update.level());
            }
        }
        return new FeatureDecision(levels, outcomes);
    }

    private static @Nullable String refusal(
            FeatureUpdate update, @Nullable Integer before, Collection<Map<String, FeatureRange>> brokers) {
        if (update.feature().isEmpty()) {
            return "Feature name can not be empty.";
        }
        if (update.kind() == Kind.UNKNOWN) {
            return "Received unknown upgrade type.";
        }
        if (update.level() < 1) {
            return deletionRefusal(update);
        }
        String direction = before == null ? null : directionRefusal(update, before);
        return direction == null ? supportRefusal(update, brokers) : direction;
    }

    /** To disable what is not finalized, or not known, is no error, as in Kafka 4.3.1 and other than in 3.9. */
    private static @Nullable String deletionRefusal(FeatureUpdate update) {
        return update.kind() == Kind.UPGRADE
                ? "Can not provide maxVersionLevel: " + update.level()
                        + " less than 1 without setting the allowDowngrade flag to true in the request."
                : null;
    }

    /** What is there already is no error, as in Kafka 4.3.1 and other than in 3.9. */
    private static @Nullable String directionRefusal(FeatureUpdate update, int before) {
        if (update.level() < before && update.kind() != Kind.SAFE_DOWNGRADE) {
            return "Can not downgrade finalized feature from existing maxVersionLevel:" + before
                    + " to provided maxVersionLevel:" + update.level()
                    + " without setting the allowDowngrade flag in the request.";
        }
        if (update.level() > before && update.kind() != Kind.UPGRADE) {
            return "When the allowDowngrade flag set in the request, the provided maxVersionLevel:" + update.level()
                    + " can not be greater than existing maxVersionLevel:" + before + ".";
        }
        return null;
    }

    private static @Nullable String supportRefusal(
            FeatureUpdate update, Collection<Map<String, FeatureRange>> brokers) {
        FeatureRange ours = SupportedFeatures.ALL.get(update.feature());
        if (ours == null) {
            return "Invalid update version " + update.level() + " for feature " + update.feature()
                    + ". This cluster does not support this feature.";
        }
        boolean byAll = ours.contains(update.level())
                && brokers.stream().allMatch(broker -> {
                    FeatureRange range = broker.get(update.feature());
                    return range != null && range.contains(update.level());
                });
        return byAll ? null : NOT_APPLIED + "brokers were found to have incompatible versions for the feature.";
    }
}
