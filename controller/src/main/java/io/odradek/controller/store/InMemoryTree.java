/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.odradek.controller.store.Committed.OpResult;
import io.odradek.controller.store.Committed.Reason;
import io.odradek.controller.store.StoreOp.CreateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The server half of {@link InMemoryStore}: the nodes that all sessions share, and the watches on them. Everything
 * happens at once and in one thread; delays are the sessions' business.
 */
public final class InMemoryTree {
    private final NavigableMap<String, Node> nodes = new TreeMap<>();
    private final List<WatchEntry> watches = new ArrayList<>();
    private long zxid;
    private long sessions;

    public InMemoryTree() {
        nodes.put("/", Node.made(null, 0, 0));
    }

    /** A node while it lives; the counter numbers its sequential children. */
    private record Node(@Nullable String data, int version, long czxid, long mzxid, long owner, int nextSequence) {
        static Node made(@Nullable String data, long zxid, long owner) {
            return new Node(data, 0, zxid, zxid, owner, 0);
        }

        Node with(@Nullable String newData, long zxid) {
            return new Node(newData, version + 1, czxid, zxid, owner, nextSequence);
        }

        Node withChild() {
            return new Node(data, version, czxid, mzxid, owner, nextSequence + 1);
        }

        StoredNode read() {
            return new StoredNode(data, version, czxid, mzxid, owner);
        }
    }

    /** A watch of one session: on the node itself, or on the list of its children. */
    private record WatchEntry(String path, boolean onChildren, Runnable fired) {}

    long newSession() {
        return ++sessions;
    }

    @Nullable
    StoredNode get(String path) {
        Node node = nodes.get(path);
        return node == null ? null : node.read();
    }

    @Nullable
    List<String> children(String path) {
        if (!nodes.containsKey(path)) {
            return null;
        }
        String prefix = path.equals("/") ? "/" : path + "/";
        List<String> names = new ArrayList<>();
        for (String child : nodes.tailMap(prefix, false).keySet()) {
            if (!child.startsWith(prefix)) {
                break;
            }
            String name = child.substring(prefix.length());
            if (name.indexOf('/') < 0) {
                names.add(name);
            }
        }
        return names;
    }

    void watch(String path, boolean onChildren, Runnable fired) {
        watches.add(new WatchEntry(path, onChildren, fired));
    }

    /** Every path with its data, in order; for tests that compare dumps. */
    public Map<String, StoredNode> dump() {
        Map<String, StoredNode> all = new TreeMap<>();
        nodes.forEach((path, node) -> all.put(path, node.read()));
        return all;
    }

    /** Takes the session's ephemerals away, as a server does when it hears nothing for too long. */
    void end(long session) {
        List<String> gone = new ArrayList<>();
        nodes.forEach((path, node) -> {
            if (node.owner() == session) {
                gone.add(path);
            }
        });
        if (!gone.isEmpty()) {
            zxid++;
            gone.forEach(this::remove);
            gone.forEach(this::fireRemoved);
        }
    }

    Committed commit(long session, List<StoreOp> transaction) {
        NavigableMap<String, Node> before = new TreeMap<>(nodes);
        zxid++;
        List<OpResult> results = new ArrayList<>();
        for (StoreOp op : transaction) {
            Object result = apply(session, op);
            if (result instanceof Reason reason) {
                nodes.clear();
                nodes.putAll(before);
                return new Committed.Refused(results.size(), reason);
            }
            results.add((OpResult) result);
        }
        for (int i = 0; i < transaction.size(); i++) {
            fire(transaction.get(i), results.get(i).path());
        }
        return new Committed.Done(results);
    }

    /** An OpResult, or the Reason why not. */
    private Object apply(long session, StoreOp op) {
        if (op instanceof StoreOp.Create create) {
            return create(session, create);
        }
        Node node = nodes.get(op.path());
        if (node == null) {
            return Reason.NO_NODE;
        }
        if (op instanceof StoreOp.SetData set) {
            if (!matches(set.version(), node)) {
                return Reason.BAD_VERSION;
            }
            Node changed = node.with(set.data(), zxid);
            nodes.put(op.path(), changed);
            return new OpResult(op.path(), changed.version(), changed.czxid());
        }
        if (op instanceof StoreOp.Delete delete) {
            if (!matches(delete.version(), node)) {
                return Reason.BAD_VERSION;
            }
            List<String> children = children(op.path());
            if (children != null && !children.isEmpty()) {
                return Reason.NOT_EMPTY;
            }
            remove(op.path());
            return new OpResult(op.path(), -1, -1);
        }
        return matches(((StoreOp.Check) op).version(), node) ? new OpResult(op.path(), -1, -1) : Reason.BAD_VERSION;
    }

    private Object create(long session, StoreOp.Create create) {
        String parent = parentOf(create.path());
        Node above = nodes.get(parent);
        if (above == null) {
            return Reason.NO_NODE;
        }
        if (above.owner() != 0) {
            return Reason.OTHER;
        }
        String path = create.path();
        if (create.kind() == CreateKind.SEQUENTIAL) {
            path += String.format(Locale.ROOT, "%010d", above.nextSequence());
        }
        if (nodes.containsKey(path)) {
            return Reason.NODE_EXISTS;
        }
        nodes.put(parent, above.withChild());
        nodes.put(path, Node.made(create.data(), zxid, create.kind() == CreateKind.EPHEMERAL ? session : 0));
        return new OpResult(path, 0, -1);
    }

    private static boolean matches(int wanted, Node node) {
        return wanted == StoreOp.ANY_VERSION || wanted == node.version();
    }

    private void remove(String path) {
        nodes.remove(path);
    }

    private void fire(StoreOp op, String path) {
        if (op instanceof StoreOp.Create) {
            fire(path, false);
            fire(parentOf(path), true);
        } else if (op instanceof StoreOp.SetData) {
            fire(path, false);
        } else if (op instanceof StoreOp.Delete) {
            fireRemoved(path);
        }
    }

    private void fireRemoved(String path) {
        fire(path, false);
        fire(path, true);
        fire(parentOf(path), true);
    }

    private void fire(String path, boolean onChildren) {
        List<WatchEntry> due = new ArrayList<>();
        watches.removeIf(entry -> {
            boolean matches = entry.path().equals(path) && entry.onChildren() == onChildren;
            if (matches) {
                due.add(entry);
            }
            return matches;
        });
        due.forEach(entry -> entry.fired().run());
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }
}
