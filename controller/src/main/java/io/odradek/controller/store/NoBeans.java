/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import org.apache.zookeeper.jmx.MBeanRegistry;
import org.apache.zookeeper.jmx.ZKMBeanInfo;

/** Registers nothing: ZooKeeper's beans would be new names among Kafka's, and cost a start time. */
final class NoBeans extends MBeanRegistry {
    @Override
    public void register(ZKMBeanInfo bean, ZKMBeanInfo parent) {}

    @Override
    public void unregister(ZKMBeanInfo bean) {}
}
