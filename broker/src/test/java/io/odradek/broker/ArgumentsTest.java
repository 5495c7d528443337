/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.broker.config.ConfigException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentsTest {
    @Test
    void aFileAndOverridesOfBothSpellings() {
        Arguments arguments =
                Arguments.parse(List.of("server.properties", "--override", "broker.id=7", "--override=log.dirs=/a=b"));

        assertThat(arguments.propertiesFile()).isEqualTo(Path.of("server.properties"));
        assertThat(arguments.overrides()).containsEntry("broker.id", "7").containsEntry("log.dirs", "/a=b");
    }

    @Test
    void theLastOverrideOfAKeyWins() {
        Arguments arguments = Arguments.parse(List.of("f", "--override", "broker.id=1", "--override", "broker.id=2"));

        assertThat(arguments.overrides()).containsEntry("broker.id", "2");
    }

    @Test
    void withoutAFileTheUsageIsShown() {
        assertThatThrownBy(() -> Arguments.parse(List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("usage:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--override", "--overide=a=b", "extra"})
    void whatCannotBeUnderstoodIsNamed(String argument) {
        assertThatThrownBy(() -> Arguments.parse(List.of("f", argument)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(argument);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "=x"})
    void anOverrideWithoutKeyOrValueIsNamed(String pair) {
        assertThatThrownBy(() -> Arguments.parse(List.of("f", "--override", pair)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(pair);
    }
}
