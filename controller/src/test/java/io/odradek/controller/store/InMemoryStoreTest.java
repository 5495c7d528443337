/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.concurrent.CompletableFuture;

class InMemoryStoreTest extends MetadataStoreContract {
    private final InMemoryTree tree = new InMemoryTree();

    @Override
    MetadataStore open() {
        CompletableFuture<MetadataStore> made = new CompletableFuture<>();
        loop.execute(() -> made.complete(new InMemoryStore(tree, loop)));
        return made.join();
    }

    @Override
    void expire(MetadataStore store) {
        loop.execute(((InMemoryStore) store)::expire);
    }
}
