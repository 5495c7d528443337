/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnsembleTest {
    private static Ensemble parse(String text) {
        return Ensemble.parse(Arrays.asList(text.split(",")));
    }

    @Test
    void portsThatAreLeftOutAreZooKeepersUsualOnes() {
        Ensemble ensemble = parse("1@a,2@b:2182,3@[::1]:2183:2289:3389");

        assertThat(ensemble.members())
                .containsExactly(
                        new EnsembleMember(1, "a", new EnsembleMember.Ports(2181, 2888, 3888)),
                        new EnsembleMember(2, "b", new EnsembleMember.Ports(2182, 2888, 3888)),
                        new EnsembleMember(3, "[::1]", new EnsembleMember.Ports(2183, 2289, 3389)));
        assertThat(ensemble.member(3).address()).isEqualTo("::1");
    }

    @Test
    void aBrokerIsToldToConnectToItsOwnPeerFirst() {
        assertThat(parse("1@a,2@b,3@c").connectStringOf(2)).isEqualTo("b:2181,a:2181,c:2181");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1@a,2@b | it has 2 members, and must have three, five or another odd number"
                        + " (for one broker leave the key out)",
                "1@a | it has 1 members, and must have three, five or another odd number"
                        + " (for one broker leave the key out)",
                "1@a,2@b,3@c,4@d | it has 4 members, and must have three, five or another odd number"
                        + " (for one broker leave the key out)",
                "1@a,1@b,3@c | id 1 stands there twice",
                "1@a,2@a,3@c | a:2181 stands there twice; on one host each port is needed once",
                "1@a,2@b,3@c:2888 | c:2888 stands there twice; on one host each port is needed once",
                "a:2181,b:2181,c:2181 | 'a:2181' is not of the form id@host[:clientPort[:peerPort:electionPort]]",
                "1@a:2181:2888,2@b,3@c | '1@a:2181:2888' is not of the form"
                        + " id@host[:clientPort[:peerPort:electionPort]]",
                "1@a:70000,2@b,3@c | '1@a:70000' names port 70000, which does not exist",
                "1@a:0,2@b,3@c | '1@a:0' names port 0, which does not exist",
                "254@a,2@b,3@c | the id of '254@a' is more than 253",
            })
    void whatCannotBeAnEnsembleIsRefusedWithTheReason(String members, String reason) {
        assertThatThrownBy(() -> parse(members))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void blanksAroundTheMembersDoNotMatter() {
        assertThat(Ensemble.parse(List.of(" 1@a", "2@b ", "3@c")).ids()).isEqualTo("1, 2, 3");
    }
}
