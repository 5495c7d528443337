/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import kafka.server.QuorumTestHarness;
import org.junit.jupiter.api.Test;

/** The lists that stand beside the score. */
class ListsTest {
    /** Goes down with each entry that is struck out, and up only with classes that were not run before. */
    private static final int NOT_APPLICABLE_MAX = 125;

    /** The jar of those that make their brokers themselves. */
    private static final String OLDER_TESTS = "kafka_2.13";

    /** Others extend them, or they ask an authorizer of Kafka's and no broker. */
    private static final Set<String> WITHOUT_BROKERS = Set.of(
            "kafka.api.AbstractAuthorizerIntegrationTest",
            "kafka.security.authorizer.AuthorizerTest",
            "kafka.server.BaseFetchRequestTest");

    private final Suites suites = Suites.read();

    @Test
    void everyClassOfKafkasThatMakesClustersIsListed() throws IOException {
        assertThat(suites.jarOfClass()).containsExactlyInAnyOrderEntriesOf(found());
    }

    @Test
    void noMoreIsNotApplicableThanWas() {
        assertThat(ListedTests.read("not-applicable.txt").entries()).hasSizeLessThanOrEqualTo(NOT_APPLICABLE_MAX);
    }

    @Test
    void everyEntryIsOfAListedClassAndInOneListOnly() {
        var missing = ListedTests.read("missing-features.txt").entries().keySet();
        var foreign = ListedTests.read("not-applicable.txt").entries().keySet();
        assertThat(missing).noneMatch(foreign::contains);
        assertThat(missing).allMatch(entry -> suites.jarOfClass().containsKey(entry.className()));
        assertThat(foreign).allMatch(entry -> suites.jarOfClass().containsKey(entry.className()));
    }

    @Test
    void theShortFormIsNotEmpty() {
        assertThat(suites.shortForm()).isNotEmpty();
    }

    /** Classes in Kafka's test jars with an annotation of its test kit that makes a cluster, or that make one themselves. */
    private static Map<String, String> found() throws IOException {
        Map<String, String> classes = new TreeMap<>();
        for (String path : List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
            String file = new File(path).getName();
            if (file.startsWith("kafka") && file.endsWith("-test.jar")) {
                try (ZipFile jar = new ZipFile(path)) {
                    String name = file.substring(0, file.lastIndexOf('-', file.length() - "-test.jar".length() - 1));
                    for (ZipEntry entry : jar.stream().toList()) {
                        String className = entry.getName().replace('/', '.').replaceFirst("\\.class$", "");
                        if (makesClusters(jar, entry)
                                || (name.equals(OLDER_TESTS) && makesItsOwnBrokers(className, entry))) {
                            classes.put(className, name);
                        }
                    }
                }
            }
        }
        return classes;
    }

    private static boolean makesItsOwnBrokers(String className, ZipEntry entry) {
        if (!entry.getName().endsWith("Test.class")) {
            return false;
        }
        try {
            Class<?> type = Class.forName(className, false, ListsTest.class.getClassLoader());
            return QuorumTestHarness.class.isAssignableFrom(type)
                    && !Modifier.isAbstract(type.getModifiers())
                    && !WITHOUT_BROKERS.contains(className);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean makesClusters(ZipFile jar, ZipEntry entry) throws IOException {
        if (!entry.getName().endsWith("Test.class")) {
            return false;
        }
        String code = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
        return code.contains("Lorg/apache/kafka/common/test/api/Cluster");
    }
}
