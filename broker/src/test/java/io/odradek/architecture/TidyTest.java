/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Hygiene as a test. What is too large today stands in {@code tidy-ratchet.txt}; that list may only shrink: a new
 * entry fails, and so does an entry that is no longer needed.
 */
class TidyTest {

    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 60;
    private static final int METHOD_PARAMETERS_MAX = 5;
    private static final int CONSTRUCTOR_PARAMETERS_MAX = 7;

    /** What must not stand in a source, and what to use in its place. */
    private static final Map<String, String> BANNED_EVERYWHERE = Map.of(
            "\\b(TODO|FIXME|XXX|HACK)\\b", "finish it, or open an issue",
            "@Disabled|@Ignore\\b", "a test that cannot run is no test: mend it or remove it",
            "catch \\(\\w+ \\w+\\) \\{\\s*\\}", "say in the handler why nothing needs doing, or let it pass");

    private static final Map<String, String> BANNED_IN_MAIN = Map.of(
            "\\bsynchronized\\s*\\(", "one owner for each field; others post to its loop",
            "\\bSystem\\.(out|err)\\b", "the logger",
            "\\bThread\\.sleep\\b", "a timer on the loop");

    private static final Map<String, String> BANNED_IN_TESTS =
            Map.of("\\bThread\\.sleep\\b", "wait for the condition, with a deadline", "\\bMockito\\b", "a fake");

    private final SourceTree tree = SourceTree.here();

    @Test
    void nothingBannedStandsInTheSources() {
        List<String> found = new ArrayList<>();
        tree.mainJava().forEach(file -> {
            // The benchmark and the build-time generator are command-line programs: their output is their product.
            boolean commandLine =
                    tree.name(file).startsWith("bench/") || tree.name(file).contains("/generator/");
            if (!commandLine) {
                collect(file, BANNED_IN_MAIN, found);
            }
            collect(file, BANNED_EVERYWHERE, found);
        });
        tree.testJava().stream().filter(file -> !isThisTest(file)).forEach(file -> {
            collect(file, BANNED_IN_TESTS, found);
            collect(file, BANNED_EVERYWHERE, found);
        });
        assertThat(found).isEmpty();
    }

    @Test
    void theListOfWhatIsTooLargeOnlyShrinks() throws Exception {
        TreeSet<String> tooLarge = new TreeSet<>();
        for (Path file : tree.mainJava()) {
            long lines = tree.text(file).lines().count();
            if (lines > FILE_LINES_MAX) {
                tooLarge.add("file " + tree.name(file));
            }
        }
        for (MethodShape method : MethodShape.of(tree)) {
            if (method.lines() > METHOD_LINES_MAX) {
                tooLarge.add("method " + method.name());
            }
            if (method.parameters() > (method.constructor() ? CONSTRUCTOR_PARAMETERS_MAX : METHOD_PARAMETERS_MAX)) {
                tooLarge.add("parameters " + method.name());
            }
        }
        List<String> ratchet = Files.readAllLines(tree.root().resolve("broker/src/test/resources/tidy-ratchet.txt"));
        assertThat(tooLarge)
                .as("new crossings are split; entries that are no longer needed leave tidy-ratchet.txt")
                .containsExactlyElementsOf(new TreeSet<>(
                        ratchet.stream().filter(line -> !line.startsWith("#")).toList()));
    }

    @Test
    void everyHandlerIsNamedInATest() {
        String tests =
                String.join("\n", tree.testJava().stream().map(tree::text).toList());
        List<String> untested = tree.mainJava().stream()
                .filter(file -> file.toString().contains("/broker/api/"))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .filter(name -> name.endsWith("Handler") && !name.equals("ApiHandler"))
                .filter(name -> !tests.contains(name))
                .toList();
        assertThat(untested).isEmpty();
    }

    @Test
    void everyLinkInTheDocumentsLeadsSomewhere() {
        Pattern link = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)");
        List<String> broken = new ArrayList<>();
        for (Path document : tree.markdown()) {
            Matcher matcher = link.matcher(tree.text(document));
            while (matcher.find()) {
                if (!Files.exists(document.resolveSibling(matcher.group(1)))) {
                    broken.add(tree.name(document) + " -> " + matcher.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() {
        Map<Path, String> missing = new LinkedHashMap<>();
        for (Path file : tree.mainJava()) {
            Path packageInfo = file.resolveSibling("package-info.java");
            if (!Files.exists(packageInfo) || !tree.text(packageInfo).contains("@NullMarked")) {
                missing.put(packageInfo.getParent(), "needs a package-info.java with @NullMarked");
            }
        }
        assertThat(missing).isEmpty();
    }

    private void collect(Path file, Map<String, String> banned, List<String> found) {
        String text = tree.text(file);
        banned.forEach((pattern, instead) -> {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            if (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count() + 1;
                found.add(tree.name(file) + ":" + line + " " + matcher.group().strip() + " -> " + instead);
            }
        });
    }

    private static boolean isThisTest(Path file) {
        return file.endsWith(TidyTest.class.getSimpleName() + ".java");
    }
}
