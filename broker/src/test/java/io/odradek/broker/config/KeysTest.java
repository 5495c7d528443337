/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void everyConstantIsAKeyOfKafkasWithItsType() throws Exception {
        for (Field field : constants()) {
            ConfigKey<?> key = (ConfigKey<?>) field.get(null);
            KeyDefinition definition = KeyTable.broker().require(key.name());
            assertThat(key.type()).as(key.name()).isEqualTo(definition.type());
            assertThat(field.getName())
                    .isEqualTo(key.name().toUpperCase(Locale.ROOT).replace('.', '_'));
        }
    }

    @Test
    void everyKeyHasASentence() {
        assertThat(Stream.concat(KeyTable.broker().all().stream(), KeyTable.topic().all().stream()))
                .allSatisfy(
                        key -> assertThat(KeyDocs.of(key.name())).as(key.name()).endsWith("."));
    }

    private static List<Field> constants() {
        return Arrays.stream(Keys.class.getDeclaredFields())
                .filter(field -> field.getType() == ConfigKey.class)
                .toList();
    }
}
