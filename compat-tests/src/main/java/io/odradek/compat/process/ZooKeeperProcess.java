/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ZooKeeper server of the version that Kafka's ZooKeeper mode ships with, by itself or a member of an ensemble. */
public final class ZooKeeperProcess implements AutoCloseable {

    private static final String ALONE = "org.apache.zookeeper.server.ZooKeeperServerMain";
    private static final String MEMBER = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

    private final Path folder;
    private final Host host;
    private final String main;
    private final String settings;
    private final List<String> ownFlags;
    private final int port = FreePorts.one();
    private @Nullable ChildProcess process;

    public ZooKeeperProcess(Path folder) {
        this(folder, Host.LOOPBACK);
    }

    public ZooKeeperProcess(Path folder, Host host) {
        this(folder, host, ALONE, "", List.of());
    }

    private ZooKeeperProcess(Path folder, Host host, String main, String settings, List<String> ownFlags) {
        this.folder = folder;
        this.host = host;
        this.main = main;
        this.settings = settings;
        this.ownFlags = ownFlags;
    }

    /** One whose clients may log in by SASL, with what the JAAS file's section {@code Server} knows. */
    public static ZooKeeperProcess withSasl(Path folder, Path jaasFile) {
        return new ZooKeeperProcess(
                folder,
                Host.LOOPBACK,
                ALONE,
                "authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider\n",
                List.of("-Djava.security.auth.login.config=" + jaasFile));
    }

    /** One server of several. */
    static ZooKeeperProcess member(Path folder, int id, String members) {
        BrokerProcess.createFolder(folder.resolve("data"));
        BrokerProcess.write(folder.resolve("data/myid"), Integer.toString(id));
        return new ZooKeeperProcess(folder, Host.LOOPBACK, MEMBER, members, List.of());
    }

    /** Launches it, also again on the same data and port, and waits until it takes connections. */
    public void start(Duration time) {
        launch();
        awaitConnection(process(), time);
    }

    /** Launches it and returns at once. */
    void launch() {
        BrokerProcess.createFolder(folder.resolve("data"));
        Path file = BrokerProcess.write(
                folder.resolve("zoo.cfg"), """
                dataDir=%s
                clientPort=%d
                clientPortAddress=%s
                tickTime=500
                maxSessionTimeout=60000
                maxClientCnxns=0
                admin.enableServer=false
                %s""".formatted(folder.resolve("data"), port, host.address(), settings));
        List<String> flags = new ArrayList<>(ownFlags);
        flags.addAll(List.of(
                "-Xmx128m", "-XX:+UseSerialGC", "-Dlog4j.configuration=file:" + LegacyLogging.configuration(folder)));
        List<String> command = new ArrayList<>(host.launcher());
        command.addAll(JavaCommand.of(KafkaJars.LEGACY, flags, main, List.of(file.toString())));
        process = ChildProcess.start("ZooKeeper", command, Map.of(), folder.resolve("output.log"));
    }

    public String connectString() {
        return host.address() + ":" + port;
    }

    public ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException("ZooKeeper was not started");
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private void awaitConnection(ChildProcess server, Duration time) {
        long deadlineNs = System.nanoTime() + time.toNanos();
        while (!takesConnections()) {
            if (server.waitFor(Duration.ofMillis(20)) || System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("ZooKeeper is not ready: " + server.describe());
            }
        }
    }

    /** Whether it has its part in an ensemble that works: it then tells whether it leads. */
    boolean serves() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.address(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.contains("Mode: ");
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.address(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
