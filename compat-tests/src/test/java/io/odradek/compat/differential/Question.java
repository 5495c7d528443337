/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * A generated request.
 *
 * @param fields as {@link WireTree} has them, with symbols for what has another value at each broker
 */
record Question(ApiKeys api, short version, Map<String, @Nullable Object> fields) {

    @Override
    public String toString() {
        return api.name + " v" + version + " " + fields;
    }
}
