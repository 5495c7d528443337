/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.junit;

import io.odradek.embedded.OdradekCluster;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A cluster for tests, as a field: a static one serves all tests of a class, one of an instance each test with a new one.
 * {@link WithOdradek} is the same without a field.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final OdradekExtension KAFKA = OdradekExtension.of(OdradekCluster.ofBrokers(1).with("num.partitions", "3"));
 *
 * @Test
 * void aTest() {
 *     properties.put("bootstrap.servers", KAFKA.bootstrapServers());
 * }
 * }</pre>
 *
 * The clusters are kept with JUnit, by the class or method that they are for, and closed with it.
 */
public final class OdradekExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final String CLUSTER = "cluster";

    /** Null where the annotation says it. */
    private final OdradekCluster.@Nullable Builder setup;

    private final Namespace namespace;

    /** What the field has to tell; the last that was started. */
    private volatile @Nullable OdradekCluster present;

    /** By JUnit, for {@link WithOdradek}. */
    OdradekExtension() {
        this.setup = null;
        this.namespace = Namespace.create(OdradekExtension.class);
    }

    private OdradekExtension(OdradekCluster.Builder setup) {
        this.setup = setup;
        this.namespace = Namespace.create(OdradekExtension.class, this);
    }

    /** For a field with {@code @RegisterExtension}. */
    public static OdradekExtension of(OdradekCluster.Builder setup) {
        return new OdradekExtension(setup);
    }

    /** One broker with Kafka's defaults; for a field with {@code @RegisterExtension}. */
    public static OdradekExtension ofOneBroker() {
        return of(OdradekCluster.ofBrokers(1));
    }

    /** The cluster of the test that runs. */
    public OdradekCluster cluster() {
        OdradekCluster cluster = present;
        if (cluster == null) {
            throw new IllegalStateException("no test runs for which there is a cluster");
        }
        return cluster;
    }

    /** What clients are given as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return cluster().bootstrapServers();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // A nested class shares the cluster of the class around it, unless it says what it wants.
        if (setup != null) {
            if (find(context) == null) {
                start(context, setup);
            }
            return;
        }
        WithOdradek wanted = onClass(context);
        if (wanted != null && !wanted.perMethod() && (find(context) == null || isOwn(context))) {
            start(context, builder(wanted));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (setup != null) {
            if (find(context) == null) {
                start(context, setup);
            }
            return;
        }
        Optional<WithOdradek> ofMethod = AnnotationSupport.findAnnotation(context.getTestMethod(), WithOdradek.class);
        WithOdradek ofClass = onClass(context);
        if (ofMethod.isPresent()) {
            start(context, builder(ofMethod.get()));
        } else if (ofClass != null && ofClass.perMethod()) {
            start(context, builder(ofClass));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    private void start(ExtensionContext context, OdradekCluster.Builder wanted) {
        OdradekCluster cluster = wanted.start();
        context.getStore(namespace).put(CLUSTER, cluster);
        present = cluster;
    }

    private void close(ExtensionContext context) {
        OdradekCluster cluster = context.getStore(namespace).remove(CLUSTER, OdradekCluster.class);
        if (cluster != null) {
            present = null;
            cluster.close();
        }
    }

    /** Of this test, or of the classes around it. */
    private @Nullable OdradekCluster find(ExtensionContext context) {
        return context.getStore(namespace).get(CLUSTER, OdradekCluster.class);
    }

    private static @Nullable WithOdradek onClass(ExtensionContext context) {
        for (Class<?> type = context.getTestClass().orElse(null); type != null; type = type.getEnclosingClass()) {
            Optional<WithOdradek> found = AnnotationSupport.findAnnotation(type, WithOdradek.class);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return null;
    }

    private static boolean isOwn(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestClass(), WithOdradek.class);
    }

    private static OdradekCluster.Builder builder(WithOdradek wanted) {
        OdradekCluster.Builder builder = OdradekCluster.ofBrokers(wanted.brokers());
        for (String line : wanted.config()) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw new ExtensionConfigurationException("config = \"" + line + "\" of @WithOdradek is no key=value");
            }
            builder.with(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return builder;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == OdradekCluster.class || (type == String.class && parameter.isAnnotated(BootstrapServers.class));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        OdradekCluster cluster = find(context);
        if (cluster == null) {
            throw new ExtensionConfigurationException("there is no cluster yet where " + parameter.getParameter()
                    + " is wanted: one for each test method is not there before its @BeforeEach");
        }
        return parameter.getParameter().getType() == String.class ? cluster.bootstrapServers() : cluster;
    }
}
