/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.policy;

import io.odradek.broker.config.ConfigException;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object of a class that implements one of Kafka's policy interfaces: {@code configure(Map)}, {@code
 * validate(RequestMetadata)} and {@code close()}. Called by reflection, since no class of Kafka's is on the broker's own
 * class path: the interfaces come with the policy, in its kafka-clients.
 */
final class Plugin {
    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);
    private static final String VIOLATION = "PolicyViolationException";

    private final String key;
    private final Object policy;
    private final Method validate;
    private final Constructor<?> metadata;

    private Plugin(String key, Object policy, Method validate) {
        this.key = key;
        this.policy = policy;
        this.validate = validate;
        this.metadata = validate.getParameterTypes()[0].getConstructors()[0];
    }

    /** @param contract the interface that the class must implement */
    static Plugin load(String key, String className, String contract, Map<String, String> properties) {
        try {
            Class<?> type = Class.forName(className, true, loader());
            Class<?> wanted = Class.forName(contract, false, type.getClassLoader());
            if (!wanted.isAssignableFrom(type)) {
                throw new ConfigException(key + "=" + className + " does not implement " + contract);
            }
            Object policy = type.getDeclaredConstructor().newInstance();
            wanted.getMethod("configure", Map.class).invoke(policy, properties);
            Method validate = Arrays.stream(wanted.getMethods())
                    .filter(method -> method.getName().equals("validate"))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException("validate"));
            return new Plugin(key, policy, validate);
        } catch (ClassNotFoundException | NoClassDefFoundError missing) {
            throw new ConfigException(key + "=" + className + ": there is no " + missing.getMessage()
                    + " on the class path; set CLASSPATH to the jars of the policy and to kafka-clients");
        } catch (InvocationTargetException e) {
            throw new ConfigException(key + "=" + className + " cannot be set up: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new ConfigException(key + "=" + className + " cannot be set up: " + e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? Plugin.class.getClassLoader() : context;
    }

    /** The first part of the metadata of an alteration: a resource of Kafka's, of this type and name. */
    Object resource(String type, String name) {
        try {
            Constructor<?> resource = metadata.getParameterTypes()[0].getConstructors()[0];
            Object kind = resource.getParameterTypes()[0]
                    .getMethod("valueOf", String.class)
                    .invoke(null, type);
            return resource.newInstance(kind, name);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(key + ": no resource " + type + " can be made", e);
        }
    }

    /** POLICY_VIOLATION with the policy's words, UNKNOWN_SERVER_ERROR if it fails in another way, or OK. */
    Outcome validate(@Nullable Object... parts) {
        try {
            validate.invoke(policy, metadata.newInstance(parts));
            return Outcome.OK;
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            if (isViolation(thrown)) {
                return Outcome.of(ErrorCode.POLICY_VIOLATION, String.valueOf(thrown.getMessage()));
            }
            LOG.warn("The policy of {} failed; what it was asked about is refused", key, thrown);
            return Outcome.of(ErrorCode.UNKNOWN_SERVER_ERROR, "The policy of " + key + " failed: " + thrown);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(key + " cannot be asked", e);
        }
    }

    private static boolean isViolation(Throwable thrown) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getSimpleName().equals(VIOLATION)) {
                return true;
            }
        }
        return false;
    }

    void close() {
        if (policy instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("The policy of {} could not be closed", key, e);
            }
        }
    }
}
