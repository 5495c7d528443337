/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.wire.ApiMessage;

/** An answer on its way to the encoder, which takes over the body. */
record Response(ApiKey apiKey, short apiVersion, int correlationId, ApiMessage body) {}
