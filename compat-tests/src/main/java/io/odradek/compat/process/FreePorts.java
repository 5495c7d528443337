/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Ports of the loopback interface that nobody listens on right now, each given out once, also where several JVMs ask at a
 * time: each takes whole blocks, and listens on the first port of a block for as long as it lives. They lie below those
 * that the system gives to outgoing connections: one of these, made before the server starts, would take the server's
 * port away.
 */
public final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int BLOCKS = 32;
    private static final int BLOCK_PORTS = 500;

    private static final Queue<ServerSocket> TAKEN = new ConcurrentLinkedQueue<>();
    private static final Queue<Integer> LEFT = new ConcurrentLinkedQueue<>();

    private FreePorts() {}

    public static int one() {
        for (int i = 0; i < BLOCKS * BLOCK_PORTS; i++) {
            Integer port = LEFT.poll();
            if (port == null) {
                takeBlock();
            } else if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free from " + LOWEST + " on");
    }

    /** If others have them all, its own ones once more. */
    private static void takeBlock() {
        for (int block = 0; block < BLOCKS; block++) {
            int first = LOWEST + block * BLOCK_PORTS;
            try {
                TAKEN.add(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()));
                giveOut(first);
                return;
            } catch (IOException others) {
                assert others.getMessage() != null;
            }
        }
        TAKEN.forEach(mark -> giveOut(mark.getLocalPort()));
    }

    private static void giveOut(int first) {
        IntStream.range(first + 1, first + BLOCK_PORTS).forEach(LEFT::add);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
