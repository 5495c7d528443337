/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.election.ControllerEpoch;
import io.odradek.controller.store.Committed;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.ZNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store as an active controller writes it: each transaction also checks the version of /controller_epoch, so nothing
 * of a deposed controller's takes effect. As the controller is the only writer, a refused transaction means that it does
 * not know the truth any more; so does one whose outcome was lost. Either ends the term.
 */
final class FencedStore {
    private static final Logger LOG = LoggerFactory.getLogger(FencedStore.class);

    private final MetadataStore store;
    private final StoreOp fence;
    private final Runnable onLost;
    private boolean lost;

    FencedStore(MetadataStore store, ControllerEpoch epoch, Runnable onLost) {
        this.store = store;
        this.fence = new StoreOp.Check(ZNodes.CONTROLLER_EPOCH, epoch.nodeVersion());
        this.onLost = onLost;
    }

    MetadataStore reads() {
        return store;
    }

    /**
     * Writes in this order, in as few transactions as the store's limit allows, all sent at once; one result for each
     * operation. Each transaction is atomic, the whole is not: what comes later must make no sense without what comes
     * before.
     */
    CompletionStage<List<Committed.OpResult>> write(List<StoreOp> operations) {
        List<CompletableFuture<List<Committed.OpResult>>> parts = new ArrayList<>();
        for (List<StoreOp> transaction : split(operations)) {
            parts.add(commit(transaction).toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    List<Committed.OpResult> results = new ArrayList<>(operations.size());
                    parts.forEach(part -> results.addAll(part.join()));
                    return results;
                });
    }

    /** Something that may be refused for what others did meanwhile; does nothing then. */
    void attempt(StoreOp operation) {
        store.commit(List.of(fence, operation)).whenComplete((committed, failure) -> {
            if (!(committed instanceof Committed.Done)) {
                LOG.debug("{} was not taken: {}", operation, committed, failure);
            }
        });
    }

    private List<List<StoreOp>> split(List<StoreOp> operations) {
        List<List<StoreOp>> transactions = new ArrayList<>();
        int limit = store.transactionBytesMax() - fence.sizeBytes();
        int size = 0;
        for (StoreOp operation : operations) {
            if (transactions.isEmpty() || size + operation.sizeBytes() > limit) {
                transactions.add(new ArrayList<>(List.of(fence)));
                size = 0;
            }
            transactions.get(transactions.size() - 1).add(operation);
            size += operation.sizeBytes();
        }
        return transactions;
    }

    private CompletionStage<List<Committed.OpResult>> commit(List<StoreOp> transaction) {
        if (lost) {
            return CompletableFuture.failedFuture(new StoreException("the term of this controller has ended"));
        }
        return store.commit(transaction).handle((committed, failure) -> {
            if (committed instanceof Committed.Done done) {
                return done.results().subList(1, done.results().size());
            }
            String why = failure == null ? culprit(transaction, committed) : String.valueOf(failure);
            if (!lost) {
                lost = true;
                onLost.run();
            }
            throw new StoreException("the controller's write was not taken: " + why);
        });
    }

    private static String culprit(List<StoreOp> transaction, Committed committed) {
        return committed instanceof Committed.Refused refused
                ? refused.reason() + " at " + transaction.get(refused.index()).path()
                : "no answer";
    }
}
