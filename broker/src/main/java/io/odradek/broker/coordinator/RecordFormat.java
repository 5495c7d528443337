/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import org.jspecify.annotations.Nullable;

/** How the records of one coordinator's topic are read. Stateless; any thread. */
public interface RecordFormat {
    /** Null if that type of record is not known, and is to be passed over. */
    @Nullable
    ApiMessage readKey(short type, WireReader in);

    /** For one stretch of a log. */
    default RecordDecoder decoder() {
        return new MessageDecoder(this);
    }

    /** Of a type that {@link #readKey} knows. */
    ApiMessage readValue(short type, short version, WireReader in);
}
