/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Hands out blocks of producer ids: each once, because the block is stored before it is answered. Confined to the
 * controller loop; run one at a time by the term's queue.
 */
final class ProducerIdOperations {
    private final Term term;

    ProducerIdOperations(Term term) {
        this.term = term;
    }

    CompletionStage<ProducerIdBlock> allocate(int brokerId, long brokerEpoch) {
        if (!term.cluster().live().containsKey(brokerId)) {
            return CompletableFuture.completedFuture(ProducerIdBlock.refused(ErrorCode.BROKER_ID_NOT_REGISTERED));
        }
        if (term.isStale(brokerId, brokerEpoch)) {
            return CompletableFuture.completedFuture(ProducerIdBlock.refused(ErrorCode.STALE_BROKER_EPOCH));
        }
        return term.store().reads().get(ZNodes.PRODUCER_IDS).thenCompose(node -> {
            long first = ZNodes.readNextProducerId(node.map(StoredNode::text).orElse(""));
            String text = ZNodes.producerIdsText(brokerId, first);
            StoreOp write = node.isEmpty()
                    ? StoreOp.create(ZNodes.PRODUCER_IDS, text)
                    : new StoreOp.SetData(ZNodes.PRODUCER_IDS, text, node.get().version());
            return term.store()
                    .write(List.of(write))
                    .thenApply(done -> new ProducerIdBlock(ErrorCode.NONE, first, ZNodes.PRODUCER_IDS_PER_BLOCK));
        });
    }
}
