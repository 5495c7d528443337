/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;
import org.objenesis.ObjenesisStd;

/** An object of one of Kafka's own types that answers some of its methods; every other one is {@link NotApplicable}. */
final class StandIn {
    /** What one method answers. */
    @FunctionalInterface
    interface Answer {
        Object to(Object[] arguments) throws Exception;
    }

    private static final String HANDLER = "standInsHandler";
    private static final Map<Class<?>, Class<?>> SUBCLASSES = new ConcurrentHashMap<>();

    private StandIn() {}

    static <T> T of(Class<T> type, Map<String, Answer> answers) {
        InvocationHandler handler = (self, method, arguments) -> {
            Answer answer = answers.get(method.getName());
            if (answer != null) {
                return answer.to(arguments);
            }
            return switch (method.getName()) {
                case "toString" -> "Odradek as " + type.getSimpleName();
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == arguments[0];
                default -> throw new NotApplicable(type.getSimpleName() + "." + method.getName());
            };
        };
        return type.isInterface()
                ? type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler))
                : subclassed(type, handler);
    }

    /** Without running any of the class's own constructors. */
    private static <T> T subclassed(Class<T> type, InvocationHandler handler) {
        Object made = new ObjenesisStd().newInstance(SUBCLASSES.computeIfAbsent(type, StandIn::subclass));
        try {
            made.getClass().getField(HANDLER).set(made, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be stood in for", e);
        }
        return type.cast(made);
    }

    private static Class<?> subclass(Class<?> type) {
        return new ByteBuddy()
                .subclass(type)
                .defineField(HANDLER, InvocationHandler.class, Modifier.PUBLIC)
                .method(ElementMatchers.not(ElementMatchers.isFinalizer()))
                .intercept(InvocationHandlerAdapter.toField(HANDLER))
                .make()
                .load(type.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
                .getLoaded();
    }
}
