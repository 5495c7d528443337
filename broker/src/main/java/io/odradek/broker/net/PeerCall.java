/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.odradek.protocol.wire.ApiMessage;
import java.util.concurrent.CompletableFuture;

/** A request to another broker, from the moment it is asked for until its answer came or cannot come any more. */
record PeerCall(short version, ApiMessage request, CompletableFuture<ApiMessage> answer) {}
