/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The modules without a parent repeat a version; this keeps it one version. */
class KafkaJarsTest {

    @ParameterizedTest
    @CsvSource({"kafka-current,kafka.version", "kafka-legacy,kafka.legacy.version", "kafka-frameworks,kafka.version"})
    void theFoldersHoldTheVersionsOfTheRoot(String module, String property) throws Exception {
        Path root = Checkout.root();

        String here = valueIn(root.resolve("compat-tests").resolve(module).resolve("pom.xml"), property);

        assertThat(here).isEqualTo(valueIn(root.resolve("pom.xml"), property));
    }

    @Test
    void theToolsAreThere() {
        assertThat(Checkout.root().resolve("compat-tests/kafka-current/target/lib"))
                .isDirectoryContaining(file -> file.getFileName().toString().startsWith("kafka-tools-"));
    }

    private static String valueIn(Path pom, String property) throws Exception {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<").matcher(Files.readString(pom));
        assertThat(matcher.find()).as(property + " in " + pom).isTrue();
        return matcher.group(1);
    }
}
