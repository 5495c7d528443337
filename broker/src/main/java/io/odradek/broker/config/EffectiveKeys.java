/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;

/** The names of all keys that have an effect: the constants of {@link Keys}, and the defaults of effective topic keys. */
final class EffectiveKeys {
    private EffectiveKeys() {}

    static Set<String> names() {
        var names = new HashSet<String>(constants(Keys.class));
        for (String topicKey : constants(TopicKeys.class)) {
            names.addAll(KeyTable.topic().require(topicKey).brokerKeys());
        }
        return names;
    }

    private static Set<String> constants(Class<?> holder) {
        var names = new HashSet<String>();
        for (Field field : holder.getDeclaredFields()) {
            if (field.getType() == ConfigKey.class) {
                names.add(constant(field).name());
            }
        }
        return names;
    }

    private static ConfigKey<?> constant(Field field) {
        try {
            return (ConfigKey<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
