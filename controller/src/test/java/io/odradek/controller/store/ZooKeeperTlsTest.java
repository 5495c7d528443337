/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ZooKeeper server that speaks TLS, reached with Kafka's keys. */
@Timeout(60)
class ZooKeeperTlsTest {
    private static final String SECRET = "changeit";
    private static final Map<String, String> SERVER_PROPERTIES = Map.of(
            "zookeeper.serverCnxnFactory",
            "org.apache.zookeeper.server.NettyServerCnxnFactory",
            "zookeeper.ssl.keyStore.password",
            SECRET,
            "zookeeper.ssl.clientAuth",
            "none");

    @TempDir
    Path directory;

    private final EventExecutor loop = new DefaultEventExecutor();
    private Path store;
    private ServerCnxnFactory server;

    @BeforeEach
    void startServer() throws Exception {
        store = directory.resolve("server.p12");
        makeKeyStore(store);
        System.setProperty("zookeeper.ssl.keyStore.location", store.toString());
        SERVER_PROPERTIES.forEach(System::setProperty);
        ZooKeeperServer zooKeeper = new ZooKeeperServer(
                directory.resolve("data").toFile(), directory.resolve("data").toFile(), 3_000);
        server = ServerCnxnFactory.createFactory();
        server.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10, 10, true);
        server.startup(zooKeeper);
    }

    @AfterEach
    void stopServer() {
        server.shutdown();
        SERVER_PROPERTIES.keySet().forEach(System::clearProperty);
        System.clearProperty("zookeeper.ssl.keyStore.location");
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void makeKeyStore(Path file) throws IOException, InterruptedException {
        keytool("-genkeypair -keyalg EC -alias server -storetype PKCS12 -dname CN=localhost"
                + " -ext SAN=dns:localhost,ip:127.0.0.1 -keypass " + SECRET + " -storepass " + SECRET + " -keystore "
                + file);
        keytool("-exportcert -rfc -alias server -storepass " + SECRET + " -keystore " + file + " -file " + file
                + ".pem");
    }

    private static void keytool(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
    }

    @Test
    void kafkasKeysLeadThroughTls() {
        Map<String, String> keys = Map.of(
                "zookeeper.ssl.client.enable", "true",
                "zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty",
                "zookeeper.ssl.truststore.location", store + ".pem",
                "zookeeper.ssl.truststore.type", "PEM");
        String connect = "localhost:" + server.getLocalPort() + "/tls";

        MetadataStore client = ZooKeeperStore.connect(ZooKeeperSettings.ofKafka(connect, keys::get), loop);
        CompletableFuture<Committed> committed = new CompletableFuture<>();
        loop.execute(() -> client.prepare()
                .thenCompose(done -> client.commit(List.of(StoreOp.create("/a", "x"))))
                .thenAccept(committed::complete));

        assertThat(committed.orTimeout(40, TimeUnit.SECONDS).join()).isInstanceOf(Committed.Done.class);
        client.close().toCompletableFuture().join();
    }
}
