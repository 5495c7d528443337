/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.io.IOException;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxn;

/** Without a JMX bean for each connection. */
final class QuietConnections extends NIOServerCnxnFactory {
    @Override
    public void registerConnection(ServerCnxn connection) {}

    @Override
    public void unregisterConnection(ServerCnxn connection) {}

    @Override
    protected void configureSaslLogin() throws IOException {
        if (System.getProperty("java.security.auth.login.config") != null) {
            super.configureSaslLogin();
        }
    }
}
