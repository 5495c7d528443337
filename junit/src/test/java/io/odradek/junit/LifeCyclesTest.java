/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.odradek.embedded.OdradekCluster;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** When clusters come and go. */
@Timeout(60)
class LifeCyclesTest {
    /** Addresses, in the order in which the tests of the classes below had them. */
    private static final List<String> SEEN = new ArrayList<>();

    private static Events run(Class<?> tests) {
        SEEN.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .allEvents();
    }

    private static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @WithOdradek
    static class OneForAll {
        @Test
        void one(@BootstrapServers String servers) {
            SEEN.add(servers);
        }

        @Test
        void two(@BootstrapServers String servers) {
            SEEN.add(servers);
        }

        @AfterAll
        static void isStillThere(@BootstrapServers String servers) {
            assertThat(answers(servers)).isTrue();
        }
    }

    @Test
    void aClassesClusterIsThereForAllOfItAndGoneAfterwards() {
        run(OneForAll.class).assertStatistics(events -> events.failed(0));

        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.get(0)).isEqualTo(SEEN.get(1));
        assertThat(answers(SEEN.get(0))).isFalse();
    }

    @WithOdradek(perMethod = true)
    static class OneForEach {
        @Test
        void one(OdradekCluster kafka) {
            SEEN.add(kafka.bootstrapServers());
        }

        @Test
        void two(OdradekCluster kafka) {
            assertThat(SEEN).noneMatch(LifeCyclesTest::answers);
            SEEN.add(kafka.bootstrapServers());
        }
    }

    @Test
    void aMethodsClusterIsGoneWhenTheNextBegins() {
        run(OneForEach.class).assertStatistics(events -> events.failed(0));

        assertThat(SEEN).hasSize(2).noneMatch(LifeCyclesTest::answers);
    }

    static class Fields {
        @RegisterExtension
        static final OdradekExtension SHARED =
                OdradekExtension.of(OdradekCluster.ofBrokers(1).with("num.partitions", "3"));

        @RegisterExtension
        final OdradekExtension own = OdradekExtension.ofOneBroker();

        @Test
        void one() {
            see();
        }

        @Test
        void two() {
            see();
        }

        private void see() {
            assertThat(SHARED.cluster().properties(0)).containsEntry("num.partitions", "3");
            SEEN.add(SHARED.bootstrapServers());
            SEEN.add(own.bootstrapServers());
        }
    }

    @Test
    void aStaticFieldIsForTheClassAndAnotherForEachTest() {
        run(Fields.class).assertStatistics(events -> events.failed(0).succeeded(4));

        assertThat(SEEN.get(0)).isEqualTo(SEEN.get(2));
        assertThat(SEEN).noneMatch(LifeCyclesTest::answers);
        assertThat(SEEN).hasSize(4);
    }

    @WithOdradek(config = "log.segment.bytes")
    static class Misspelt {
        @Test
        void one() {
            SEEN.add("ran");
        }
    }

    @Test
    void aConfigurationThatIsNoneFailsTheClassWithALineThatSaysSo() {
        Events events = run(Misspelt.class);

        assertThat(SEEN).isEmpty();
        assertThat(events.failed().list())
                .singleElement()
                .satisfies(event -> assertThat(event.toString()).contains("log.segment.bytes"));
    }
}
