/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFolderTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

    @TempDir
    Path root;

    @Test
    void aFileIsWrittenOnlyIfItsContentChanged() throws IOException {
        Path same = file("Same", "class Same {}");
        Path other = file("Other", "class Other {}");

        OutputFolder folder = new OutputFolder(root, "a.b");
        folder.write("Same", "class Same {}");
        folder.write("Other", "class Other { int x; }");

        assertThat(Files.getLastModifiedTime(same)).isEqualTo(LONG_AGO);
        assertThat(other).hasContent("class Other { int x; }");
        assertThat(Files.getLastModifiedTime(other)).isGreaterThan(LONG_AGO);
    }

    @Test
    void whatIsGeneratedNoMoreIsRemoved() throws IOException {
        Path gone = file("Gone", "class Gone {}");

        OutputFolder folder = new OutputFolder(root, "a.b");
        folder.write("Kept", "class Kept {}");
        folder.finish("inputs");

        assertThat(gone).doesNotExist();
        assertThat(root.resolve("a/b/Kept.java")).exists();
        assertThat(folder.isMadeFrom("inputs")).isTrue();
        assertThat(folder.isMadeFrom("other inputs")).isFalse();
    }

    private Path file(String name, String content) throws IOException {
        Path file = root.resolve("a/b/" + name + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, LONG_AGO);
        return file;
    }
}
