/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.Map;
import java.util.Properties;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;

/**
 * ZooKeeper's client settings: the process's system properties, as ZooKeeper has it, and what the configuration says.
 * ZooKeeper's own class asks its TLS classes for the names of their properties, and they load the trust store to find
 * out what TLS can do: some 100 ms of a start, for a plain connection. All the names begin alike, so nobody need ask.
 *
 * <p>From 3.9 on ZooKeeper's client is in FIPS mode unless told otherwise, and then has no DIGEST-MD5, which is how most
 * clusters log in by SASL. Kafka's client is older and knows no such mode; so ours is off, unless the property is set.
 */
final class ClientProperties extends ZKClientConfig {
    private static final String FIPS_MODE = "zookeeper.fips-mode";
    private static final String JAAS = "java.security.auth.login.config";

    /** As Kafka does: lists of children and multi reads may be larger than what a server accepts as a request. */
    private static final String RESPONSE_BYTES_MAX = Integer.toString(4 << 20);

    ClientProperties(Map<String, String> configured) {
        if (getProperty(JUTE_MAXBUFFER) == null) {
            setProperty(JUTE_MAXBUFFER, RESPONSE_BYTES_MAX);
        }
        if (getProperty(ENABLE_CLIENT_SASL_KEY) == null && System.getProperty(JAAS) == null) {
            setProperty(ENABLE_CLIENT_SASL_KEY, "false");
        }
        if (getProperty(FIPS_MODE) == null) {
            setProperty(FIPS_MODE, "false");
        }
        configured.forEach(this::setProperty);
    }

    @Override
    protected void handleBackwardCompatibility() {
        Properties system = System.getProperties();
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith("zookeeper.")
                    || name.equals(ZKConfig.JUTE_MAXBUFFER)
                    || name.equals(ZKConfig.JGSS_NATIVE)) {
                setProperty(name, system.getProperty(name));
            }
        }
    }
}
