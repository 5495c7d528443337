/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.odradek.broker.api.ApiHandler;
import io.odradek.protocol.wire.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * A decoded request on its way from the decoder to the connection, which releases the body.
 *
 * @param unsupportedVersion the client asked for a version of ApiVersions that is not known here; the
 *     body is empty, and the answer is version 0's
 */
record Request(
        ApiHandler<?, ?> handler,
        short apiVersion,
        int correlationId,
        @Nullable String clientId,
        ApiMessage body,
        int frameBytes,
        boolean unsupportedVersion) {}
