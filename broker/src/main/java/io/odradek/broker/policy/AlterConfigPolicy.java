/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.policy;

import io.odradek.controller.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operator's word on changes of configurations. */
@FunctionalInterface
public interface AlterConfigPolicy {
    /** Nothing is forbidden. */
    AlterConfigPolicy NONE = (type, name, changes) -> Outcome.OK;

    /**
     * Whether the configuration may become so.
     *
     * @param resourceType as Kafka's enum of resource types names it
     * @param changes what the request names and nothing else; null for what goes back to its default
     */
    Outcome alteration(String resourceType, String resourceName, Map<String, @Nullable String> changes);
}
