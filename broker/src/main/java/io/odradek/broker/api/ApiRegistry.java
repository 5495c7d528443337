/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All APIs that this broker serves, by their key. Immutable. What it does not hold is neither
 * answered nor advertised: ApiVersions and {@code docs/API.md} are derived from it.
 */
public final class ApiRegistry {
    private final @Nullable ApiHandler<?, ?>[] byId;
    private final List<ApiHandler<?, ?>> handlers;

    public ApiRegistry(Collection<? extends ApiHandler<?, ?>> handlers) {
        int highestId = 0;
        for (ApiHandler<?, ?> handler : handlers) {
            highestId = Math.max(highestId, handler.apiKey().id());
        }
        byId = new ApiHandler<?, ?>[highestId + 1];
        for (ApiHandler<?, ?> handler : handlers) {
            add(handler);
        }
        List<ApiHandler<?, ?>> ordered = new ArrayList<>();
        for (ApiHandler<?, ?> handler : byId) {
            if (handler != null) {
                ordered.add(handler);
            }
        }
        this.handlers = Collections.unmodifiableList(ordered);
    }

    private void add(ApiHandler<?, ?> handler) {
        ApiKey key = handler.apiKey();
        if (handler.lowestVersion() < key.lowestVersion()
                || handler.highestVersion() > key.highestVersion()
                || handler.lowestVersion() > handler.highestVersion()) {
            throw new IllegalArgumentException(key.apiName() + " cannot be served from version "
                    + handler.lowestVersion() + " to " + handler.highestVersion());
        }
        if (byId[key.id()] != null) {
            throw new IllegalArgumentException(key.apiName() + " has two handlers");
        }
        byId[key.id()] = handler;
    }

    /** The handler of that key, or null: not served, or not an API at all. */
    public @Nullable ApiHandler<?, ?> handler(short apiId) {
        return apiId >= 0 && apiId < byId.length ? byId[apiId] : null;
    }

    /** The handlers in the order of their keys. */
    public List<ApiHandler<?, ?>> handlers() {
        return handlers;
    }

    /** {@link ApiHandler#ownerOf}, of a request of the type that the handler's own key decodes to. */
    @SuppressWarnings("unchecked")
    public static @Nullable EventExecutor ownerOf(ApiHandler<?, ?> handler, ApiMessage request) {
        return ((ApiHandler<ApiMessage, ApiMessage>) handler).ownerOf(request);
    }

    /** Hands a request, of the type that the handler's own key decodes to, to that handler. */
    @SuppressWarnings("unchecked")
    public static void dispatch(
            ApiHandler<?, ?> handler, RequestContext context, ApiMessage request, Reply<? extends ApiMessage> reply) {
        ((ApiHandler<ApiMessage, ApiMessage>) handler).handle(context, request, (Reply<ApiMessage>) reply);
    }
}
