/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.store.ZooKeeperSettings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    @ParameterizedTest
    @ValueSource(classes = {Keys.class, TopicKeys.class, GroupKeys.class})
    void everyConstantIsAKeyOfKafkasWithItsType(Class<?> holder) throws Exception {
        KeyTable table = holder == Keys.class
                ? KeyTable.broker()
                : holder == TopicKeys.class ? KeyTable.topic() : KeyTable.group();
        for (Field field : constants(holder)) {
            ConfigKey<?> key = (ConfigKey<?>) field.get(null);
            assertThat(key.type())
                    .as(key.name())
                    .isEqualTo(table.require(key.name()).type());
            assertThat(field.getName())
                    .isEqualTo(key.name().toUpperCase(Locale.ROOT).replace('.', '_'));
        }
    }

    @Test
    void theRowsSayWhichKeysHaveAnEffect() throws Exception {
        Set<String> topicKeys = names(TopicKeys.class);
        // The controller reads this one from the stored configuration by itself.
        topicKeys.add("unclean.leader.election.enable");
        Set<String> brokerKeys = names(Keys.class);
        brokerKeys.addAll(ZooKeeperSettings.keys());
        brokerKeys.addAll(ZooKeeperSettings.keys());
        for (String topicKey : topicKeys) {
            brokerKeys.addAll(KeyTable.topic().require(topicKey).brokerKeys());
        }

        Set<String> groupKeys = names(GroupKeys.class);
        for (String groupKey : groupKeys) {
            brokerKeys.addAll(KeyTable.group().require(groupKey).brokerKeys());
            brokerKeys.add(GroupBounds.of(groupKey).least());
            brokerKeys.add(GroupBounds.of(groupKey).most());
        }

        assertThat(effective(KeyTable.group()))
                .as("last column of GroupKeyRows")
                .isEqualTo(groupKeys);
        assertThat(effective(KeyTable.topic()))
                .as("last column of TopicKeyRows")
                .isEqualTo(topicKeys);
        assertThat(effective(KeyTable.broker()))
                .as("last column of BrokerKeyRows")
                .isEqualTo(brokerKeys);
    }

    @ParameterizedTest
    @ValueSource(classes = {Keys.class, TopicKeys.class, GroupKeys.class})
    void everyConstantIsReadSomewhere(Class<?> holder) throws Exception {
        String sources = mainSources();
        String name = holder.getSimpleName() + ".";

        assertThat(constants(holder))
                .extracting(field -> name + field.getName())
                .allMatch(use -> Pattern.compile("\\b" + Pattern.quote(use) + "\\b")
                        .matcher(sources)
                        .find());
    }

    private static String mainSources() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    @Test
    void everyKeyHasASentence() {
        assertThat(Stream.of(KeyTable.broker(), KeyTable.topic(), KeyTable.group())
                        .flatMap(table -> table.all().stream()))
                .allSatisfy(
                        key -> assertThat(KeyDocs.of(key.name())).as(key.name()).endsWith("."));
    }

    private static Set<String> effective(KeyTable table) {
        return table.all().stream()
                .filter(KeyDefinition::effective)
                .map(KeyDefinition::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Class<?> holder) throws Exception {
        var names = new TreeSet<String>();
        for (Field field : constants(holder)) {
            names.add(((ConfigKey<?>) field.get(null)).name());
        }
        return names;
    }

    private static List<Field> constants(Class<?> holder) {
        return Arrays.stream(holder.getDeclaredFields())
                .filter(field -> field.getType() == ConfigKey.class)
                .toList();
    }
}
