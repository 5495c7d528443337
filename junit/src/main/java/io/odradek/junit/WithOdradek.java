/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a Kafka cluster of their own in this JVM. On a class its tests share one, which is there before their
 * {@code @BeforeAll} and gone after their {@code @AfterAll}; on a method that test has one for itself, in place of the
 * class's. Tests, life-cycle methods and constructors take it as a parameter: an {@code OdradekCluster}, or a
 * {@code String} with {@link BootstrapServers}.
 *
 * <pre>{@code
 * @WithOdradek(brokers = 3, config = "min.insync.replicas=2")
 * class OrdersTest {
 *     @Test
 *     void ordersSurviveABroker(OdradekCluster kafka, @BootstrapServers String servers) {
 *         …
 *         kafka.kill(0);
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OdradekExtension.class)
public @interface WithOdradek {
    /** How many brokers; their ids count from 0. */
    int brokers() default 1;

    /** Keys of server.properties with their values, as {@code "num.partitions=3"}. */
    String[] config() default {};

    /** Whether each test method has a cluster of its own; on a method it has anyway. */
    boolean perMethod() default false;
}
