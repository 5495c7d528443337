/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of one shard. Confined to its loop; made empty for each leadership. */
public interface GroupTable {
    @Nullable
    Group find(String id);

    boolean isAny();

    /** A copy: those that are here now. */
    List<String> ids();

    /** That group, or a new one that is but a name for offsets: without members, and stored nowhere. */
    Group findOrAdd(String id);

    /** A record about a group itself, not about its offsets. */
    void apply(CoordinatorRecord record);

    /** Everything stored has been applied. */
    void loaded();

    /** The leadership is lost. */
    void unloaded();
}
