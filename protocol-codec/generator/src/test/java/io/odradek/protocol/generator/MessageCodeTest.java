/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compiler decides about single fields; that the whole is right is proved beside Kafka's classes. */
final class MessageCodeTest {
    @Test
    void conditionsThatAlwaysHoldAreLeftOut() throws IOException {
        String code = code("1-3", "none", "{'name':'A','type':'int32','versions':'0+'}");

        assertThat(code).contains("this.a = in.readInt();").contains("out.writeInt(this.a);");
        assertThat(code).doesNotContain("flexible =");
    }

    @Test
    void aFieldOfSomeVersionsIsReadInThoseAndHasItsDefaultInOthers() throws IOException {
        String code = code("0-5", "none", "{'name':'A','type':'int32','versions':'2-3','default':'-1'}");

        assertThat(code).contains("this.a = version >= 2 && version <= 3 ? in.readInt() : -1;");
        assertThat(code).contains("throw WireWriter.notInVersion(\"R.a\", version);");
    }

    @Test
    void anIgnorableFieldIsLeftOutInSilence() throws IOException {
        String code = code("0-5", "none", "{'name':'A','type':'int32','versions':'2+','ignorable':true}");

        assertThat(code).contains("if (version >= 2) {").doesNotContain("notInVersion");
    }

    @Test
    void onlyTheFlexibleVersionsAreCompact() throws IOException {
        String code = code("0-5", "3+", "{'name':'A','type':'string','versions':'0+','nullableVersions':'4+'}");

        assertThat(code)
                .contains("boolean flexible = version >= 3;")
                .contains("this.a = flexible ? (version >= 4 ? in.readCompactNullableString()"
                        + " : in.readCompactString()) : in.readString();")
                .contains("private @Nullable String a;");
    }

    @Test
    void aFieldMayStayInflexible() throws IOException {
        String code = code("0", "0+", "{'name':'A','type':'string','versions':'0+','flexibleVersions':'none'}");

        assertThat(code).contains("this.a = in.readString();");
    }

    @Test
    void numbersAreReadIntoArraysOfPrimitives() throws IOException {
        String code = code("0", "none", "{'name':'A','type':'[]int32','versions':'0+'}");

        assertThat(code).contains("private int[] a;").contains("this.a = in.readInts(in.readArrayCount(4));");
    }

    @Test
    void theCountOfAnArrayIsCheckedAgainstTheLeastSizeOfAnElementInThatVersion() throws IOException {
        String code = code(
                "0-3",
                "3+",
                "{'name':'X','type':'[]S','versions':'0+','fields':[{'name':'A','type':'string','versions':'0+'},"
                        + "{'name':'B','type':'int64','versions':'1+'}]}");

        assertThat(code).contains("return version >= 1 ? 10 : 2;");
        assertThat(code).contains("in.readCompactArrayCount(S.leastBytes(version))");
    }

    @Test
    void aStructThatTakesNoBytesIsRefusedSinceItsCountCouldNotBeChecked() {
        assertThatThrownBy(
                        () -> code(
                                "0-1",
                                "none",
                                "{'name':'X','type':'[]S','versions':'0+','fields':[{'name':'A','type':'int32','versions':'1'}]}"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("S can be empty in version 0");
    }

    @Test
    void aWordOfJavaIsNotTheNameOfAField() throws IOException {
        assertThat(code("0", "none", "{'name':'Default','type':'bool','versions':'0+'}"))
                .contains("private boolean default_;");
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertThatThrownBy(() -> code("0", "none", "{'name':'A','type':'int128','versions':'0+'}"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("int128");
        assertThatThrownBy(() -> code("0", "none", "{'name':'A','type':'[]bool','versions':'0+'}"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("arrays of bool");
    }

    @Test
    void recordsAreReleasedWithTheMessageThatHoldsThem() throws IOException {
        String code = code(
                "0",
                "none",
                "{'name':'X','type':'[]S','versions':'0+','fields':[{'name':'A','type':'records','versions':'0+'}]}");

        assertThat(code).contains("in.retainRecords();").contains("public void release() {");
    }

    @Test
    void apiKeysAreNamedInUpperSnakeCase() throws IOException {
        MessageSpec request = SpecReader.read(
                "{\"apiKey\":23,\"type\":\"request\",\"name\":\"OffsetForLeaderEpochRequest\",\"validVersions\":\"0\"}");

        assertThat(ApiKeyCode.constantName(request)).isEqualTo("OFFSET_FOR_LEADER_EPOCH");
        assertThat(ApiKeyCode.apiName(request)).isEqualTo("OffsetForLeaderEpoch");
    }

    private static String code(String versions, String flexible, String field) throws IOException {
        String json = "{'apiKey':1,'type':'request','name':'R','validVersions':'" + versions + "','flexibleVersions':'"
                + flexible + "','fields':[" + field + "]}";
        List<MessageSpec> merged = SpecMerger.merge(List.of(List.of(SpecReader.read(json.replace('\'', '"')))));
        return MessageCode.emit(merged.get(0), "test");
    }
}
