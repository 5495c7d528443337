/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.decide.FeatureDecision;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Changes what is finalized for the cluster, as far as every registered broker supports it: a broker of Kafka's that finds
 * a feature finalized which it does not know ends itself. Confined to the controller loop; run one at a time by the term's
 * queue.
 */
final class FeatureOperations {
    private final Term term;

    FeatureOperations(Term term) {
        this.term = term;
    }

    /** The outcome of each update, in their order. What fails does not keep the others from being carried out. */
    CompletionStage<List<Outcome>> update(List<FeatureUpdate> updates, FeatureUpdateMode mode) {
        return brokers()
                .thenCompose(brokers -> term.store().reads().get(ZNodes.FEATURE).thenCompose(node -> {
                    Map<String, Integer> before =
                            ZNodes.readFeatures(node.map(StoredNode::text).orElse(ZNodes.NO_FEATURES));
                    FeatureDecision decision = FeatureDecision.of(before, brokers, updates);
                    boolean writes = mode.writes(decision.outcomes())
                            && !decision.levels().equals(before);
                    List<StoreOp> operations = writes ? List.of(write(node, decision.levels())) : List.of();
                    return term.store().write(operations).thenApply(done -> decision.outcomes());
                }));
    }

    private static StoreOp write(Optional<StoredNode> before, Map<String, Integer> levels) {
        String text = ZNodes.featuresText(levels);
        return before.<StoreOp>map(node -> new StoreOp.SetData(ZNodes.FEATURE, text, node.version()))
                .orElseGet(() -> StoreOp.create(ZNodes.FEATURE, text));
    }

    /** What each registered broker supports; read anew, as this is asked once in a cluster's life. */
    private CompletionStage<List<Map<String, FeatureRange>>> brokers() {
        return term.store()
                .reads()
                .children(ZNodes.BROKER_IDS)
                .thenCompose(ids -> term.store()
                        .reads()
                        .getAll(ids.orElse(List.of()).stream()
                                .map(id -> ZNodes.BROKER_IDS + "/" + id)
                                .toList()))
                .thenApply(nodes -> {
                    List<Map<String, FeatureRange>> supported = new ArrayList<>();
                    nodes.forEach(node ->
                            node.ifPresent(broker -> supported.add(ZNodes.readSupportedFeatures(broker.text()))));
                    return supported;
                });
    }
}
