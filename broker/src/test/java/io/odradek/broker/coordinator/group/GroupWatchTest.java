/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupWatchTest {
    private final GroupWatch watch = new GroupWatch();
    private final List<String> askedFor = new ArrayList<>();
    private int configuration;

    private ConsumerGroupTimes.OfGroup times(String groupId) {
        askedFor.add(groupId);
        int made = configuration;
        return new ConsumerGroupTimes.OfGroup() {
            @Override
            public int sessionMs() {
                return made;
            }

            @Override
            public int heartbeatMs() {
                return made;
            }

            @Override
            public int assignmentIntervalMs() {
                return made;
            }

            @Override
            public boolean isCurrent() {
                return made == configuration;
            }
        };
    }

    @Test
    void aGroupsTimesAreLookedUpWhenAConfigurationHasChanged() {
        assertThat(watch.times(this::times, "g").sessionMs()).isZero();
        watch.times(this::times, "g");
        configuration = 1;

        assertThat(watch.times(this::times, "g").sessionMs()).isEqualTo(1);
        assertThat(askedFor).containsExactly("g", "g");
    }
}
