/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A ZooKeeper ensemble whose peers run inside brokers: the same list on each of them, in which a broker finds itself by
 * its id. Always an odd number of at least three, since an even one survives no more losses than one less.
 */
public record Ensemble(List<EnsembleMember> members) {
    private static final int MEMBERS_MIN = 3;

    public Ensemble {
        members = List.copyOf(members);
    }

    /**
     * From members of the form {@code id@host[:clientPort[:peerPort:electionPort]]}.
     *
     * @throws IllegalArgumentException with what is wrong with them
     */
    public static Ensemble parse(List<String> texts) {
        List<EnsembleMember> members = new ArrayList<>();
        Set<Integer> ids = new TreeSet<>();
        Set<String> addresses = new HashSet<>();
        for (String text : texts) {
            EnsembleMember member = EnsembleMember.parse(text.trim());
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException("id " + member.id() + " stands there twice");
            }
            for (int port : member.ports().all()) {
                if (!addresses.add(member.host() + ":" + port)) {
                    throw new IllegalArgumentException(
                            member.host() + ":" + port + " stands there twice; on one host each port is needed once");
                }
            }
            members.add(member);
        }
        if (members.size() < MEMBERS_MIN || members.size() % 2 == 0) {
            throw new IllegalArgumentException("it has " + members.size()
                    + " members, and must have three, five or another odd number (for one broker leave the key out)");
        }
        return new Ensemble(members);
    }

    public boolean contains(int id) {
        return members.stream().anyMatch(member -> member.id() == id);
    }

    public EnsembleMember member(int id) {
        return members.stream()
                .filter(member -> member.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no member " + id + " in " + ids()));
    }

    public String ids() {
        return members.stream().map(member -> Integer.toString(member.id())).collect(Collectors.joining(", "));
    }

    /** All of it for a client, the peer of this broker first. */
    public String connectStringOf(int id) {
        List<String> servers = new ArrayList<>();
        servers.add(member(id).clientAddress());
        members.stream().filter(member -> member.id() != id).forEach(member -> servers.add(member.clientAddress()));
        return String.join(",", servers);
    }
}
