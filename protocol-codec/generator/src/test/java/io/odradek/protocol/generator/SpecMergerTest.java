/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpecMergerTest {
    @Test
    void theOlderReleaseAddsTheVersionsThatTheNewerOneDropped() throws IOException {
        MessageSpec merged = merge(
                request("3-5", "4+", "{'name':'A','type':'int32','versions':'0+'}"),
                request("0-4", "4+", "{'name':'A','type':'int32','versions':'0+'}"));

        assertThat(merged.versions()).hasToString("0-5");
        assertThat(merged.flexible()).hasToString("4-5");
        assertThat(versionsOf(merged, "A")).isEqualTo("0-5");
    }

    @Test
    void theNewerReleaseDecidesAboutTheVersionsThatItKnows() throws IOException {
        MessageSpec merged = merge(
                request("3-5", "none", "{'name':'A','type':'int32','versions':'0-3'}"),
                request("0-5", "none", "{'name':'A','type':'int32','versions':'0+'}"));

        assertThat(versionsOf(merged, "A")).isEqualTo("0-3");
    }

    @Test
    void aFieldOfDroppedVersionsStandsBehindTheFieldThatItFollowed() throws IOException {
        MessageSpec merged = merge(
                request("1-2", "none", field("A", "0+"), field("C", "0+")),
                request("0-2", "none", field("A", "0+"), field("B", "0"), field("C", "0+")));

        assertThat(merged.root().fields()).extracting(FieldSpec::name).containsExactly("A", "B", "C");
        assertThat(versionsOf(merged, "B")).isEqualTo("0");
    }

    @Test
    void aFieldThatTheNewerReleaseRenamedWithinVersionsItStillKnowsKeepsItsNewName() throws IOException {
        MessageSpec merged = merge(
                request("0-1", "none", field("ReplicaEpoch", "0+")),
                request("0", "none", field("CandidateEpoch", "0+")));

        assertThat(merged.root().fields()).extracting(FieldSpec::name).containsExactly("ReplicaEpoch");
    }

    @Test
    void aMessageThatTheNewerReleaseEmptiedIsTakenFromTheOlderOne() throws IOException {
        MessageSpec merged = merge(
                "{'apiKey':4,'type':'request','name':'R','validVersions':'none'}",
                "{'apiKey':4,'type':'request','name':'R','validVersions':'0-7','flexibleVersions':'4+','fields':["
                        + field("A", "0+") + "]}");

        assertThat(merged.versions()).hasToString("0-7");
        assertThat(merged.flexible()).hasToString("4-7");
    }

    @Test
    void aVersionThatTheOlderReleaseCalledUnstableIsNotTaken() throws IOException {
        String early = "{'apiKey':1,'type':'request','name':'R','validVersions':'0','latestVersionUnstable':true,"
                + "'fields':[" + field("A", "0+") + "]}";

        assertThat(SpecMerger.merge(List.of(List.of(), List.of(spec(early))))).isEmpty();
        assertThat(merge(request("1", "none", field("A", "0+")), early).versions())
                .hasToString("1");
    }

    @Test
    void requestsOfOneKeyAreOneMessageWhateverTheirNames() throws IOException {
        String renamed = "{'apiKey':1,'type':'request','name':'Old','validVersions':'0','fields':[]}";

        assertThat(merge(request("0-1", "none", field("A", "0+")), renamed).name())
                .isEqualTo("R");
    }

    @Test
    void aRenamedMessageWithVersionsOfItsOwnIsRefused() {
        String renamed = "{'apiKey':1,'type':'request','name':'Old','validVersions':'0','fields':[]}";

        assertThatThrownBy(() -> merge(request("1", "none", field("A", "0+")), renamed))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("was called Old in versions 0");
    }

    @Test
    void aFieldThatChangedItsTypeIsRefused() {
        assertThatThrownBy(() -> merge(
                        request("1", "none", field("A", "0+")),
                        request("0", "none", "{'name':'A','type':'int64','versions':'0+'}")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("field A");
    }

    @Test
    void fieldsThatChangedPlacesAreRefused() {
        assertThatThrownBy(() -> merge(
                        request("1", "none", field("A", "0+"), field("B", "0+")),
                        request("0", "none", field("B", "0+"), field("A", "0+"))))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("in another place");
    }

    @Test
    void aFieldThatTheOlderReleaseDropsInSilenceIsDroppedInSilence() throws IOException {
        MessageSpec merged = merge(
                request("1", "none", field("A", "0+"), field("B", "1+")),
                request(
                        "0-1",
                        "none",
                        field("A", "0+"),
                        "{'name':'B','type':'int32','versions':'1+','ignorable':true}"));

        assertThat(merged.root().field("B").orElseThrow().ignorable()).isTrue();
        assertThat(merged.root().field("A").orElseThrow().ignorable()).isFalse();
    }

    @Test
    void aStructOccursInTheVersionsOfTheFieldsThatHoldIt() throws IOException {
        MessageSpec merged = merge(
                request(
                        "0-9",
                        "none",
                        "{'name':'X','type':'[]S','versions':'2+','fields':[" + field("A", "0-4") + ","
                                + field("B", "0-1") + "]}"),
                request("0", "none", field("Z", "1+")));

        assertThat(merged.struct("S").versions()).hasToString("2-9");
        assertThat(merged.struct("S").fields()).extracting(FieldSpec::name).containsExactly("A");
        assertThat(merged.struct("S").field("A").orElseThrow().versions()).hasToString("2-4");
    }

    private static MessageSpec merge(String newer, String older) throws IOException {
        List<MessageSpec> merged = SpecMerger.merge(List.of(List.of(spec(newer)), List.of(spec(older))));
        assertThat(merged).hasSize(1);
        return merged.get(0);
    }

    private static MessageSpec spec(String json) throws IOException {
        return SpecReader.read("// a comment, as Kafka's files have\n" + json.replace('\'', '"'));
    }

    private static String request(String versions, String flexible, String... fields) {
        return "{'apiKey':1,'type':'request','name':'R','validVersions':'" + versions + "','flexibleVersions':'"
                + flexible + "','fields':[" + String.join(",", fields) + "]}";
    }

    private static String field(String name, String versions) {
        return "{'name':'" + name + "','type':'int32','versions':'" + versions + "'}";
    }

    private static String versionsOf(MessageSpec spec, String field) {
        return spec.root().field(field).orElseThrow().versions().toString();
    }
}
