/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gauges as platform MBeans, which every JMX client of Kafka's finds where it looks for them. */
public final class JmxGauges implements Gauges {
    private static final Logger LOG = LoggerFactory.getLogger(JmxGauges.class);

    /** What Kafka leaves as it is in a property; anything else makes it quote the whole. */
    private static final Pattern PLAIN = Pattern.compile("[\\w-%. \\t]*");

    private final MBeanServer server;

    public JmxGauges(MBeanServer server) {
        this.server = server;
    }

    /** Those of this process. The first one to ask waits for some tens of milliseconds: not for a loop. */
    public static JmxGauges ofProcess() {
        return new JmxGauges(ManagementFactory.getPlatformMBeanServer());
    }

    @Override
    public void add(MetricName name, Supplier<? extends Number> value) {
        remove(name);
        try {
            server.registerMBean(new Gauge(value), objectName(name));
        } catch (InstanceAlreadyExistsException e) {
            LOG.warn("There is a metric {} already, of another broker in this process", objectName(name));
        } catch (JMException e) {
            throw new IllegalStateException("a gauge is an MBean", e);
        }
    }

    @Override
    public void remove(MetricName name) {
        try {
            server.unregisterMBean(objectName(name));
        } catch (InstanceNotFoundException e) {
            // Nobody is missing it.
            return;
        } catch (JMException e) {
            throw new IllegalStateException("a gauge needs nobody's leave to go", e);
        }
    }

    static ObjectName objectName(MetricName name) {
        StringBuilder text = new StringBuilder(name.group())
                .append(":type=")
                .append(name.type())
                .append(",name=")
                .append(name.name());
        name.tags()
                .forEach(tag -> text.append(',').append(tag.key()).append('=').append(property(tag.value())));
        try {
            return new ObjectName(text.toString());
        } catch (JMException e) {
            throw new IllegalArgumentException(text.toString(), e);
        }
    }

    private static String property(String value) {
        return PLAIN.matcher(value).matches() ? value : ObjectName.quote(value);
    }
}
