/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One broker of an ensemble inside the brokers: its id, and where its ZooKeeper is reached by clients, by the other peers
 * and for elections.
 */
public record EnsembleMember(int id, String host, Ports ports) {
    private static final int CLIENT_PORT = 2181;
    private static final int PEER_PORT = 2888;
    private static final int ELECTION_PORT = 3888;
    private static final int PORT_MAX = 65_535;

    /** ZooKeeper writes the id into one byte of each session's, and keeps the two highest values for itself. */
    private static final int ID_MAX = 253;

    private static final Pattern FORM = Pattern.compile(
            "(?<id>\\d{1,9})@(?<host>\\[[0-9a-fA-F:.]+]|[^:@\\[\\]\\s]+)(:(?<client>\\d{1,9})(:(?<peer>\\d{1,9}):(?<election>\\d{1,9}))?)?");

    /** The three ports of a ZooKeeper peer. */
    public record Ports(int client, int peer, int election) {
        List<Integer> all() {
            return List.of(client, peer, election);
        }
    }

    /** From {@code id@host[:client[:peer:election]]}; ports that are left out are ZooKeeper's usual ones. */
    static EnsembleMember parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not of the form id@host[:clientPort[:peerPort:electionPort]]");
        }
        int id = Integer.parseInt(matcher.group("id"));
        if (id > ID_MAX) {
            throw new IllegalArgumentException("the id of '" + text + "' is more than " + ID_MAX);
        }
        Ports ports = new Ports(
                port(text, matcher.group("client"), CLIENT_PORT),
                port(text, matcher.group("peer"), PEER_PORT),
                port(text, matcher.group("election"), ELECTION_PORT));
        return new EnsembleMember(id, matcher.group("host"), ports);
    }

    private static int port(String member, @Nullable String text, int otherwise) {
        int port = text == null ? otherwise : Integer.parseInt(text);
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("'" + member + "' names port " + port + ", which does not exist");
        }
        return port;
    }

    /** Without the brackets of an IPv6 address. */
    String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    String clientAddress() {
        return host + ":" + ports.client();
    }
}
