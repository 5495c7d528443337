/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.DefaultAttributeMap;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.odradek.protocol.message.ApiKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A connection without a network, on the calling thread; for tests of handlers. */
public final class TestConnection implements ConnectionContext {
    private final DefaultAttributeMap attributes = new DefaultAttributeMap();
    private final List<Runnable> closeActions = new ArrayList<>();
    private final String listenerName;
    private final EventExecutor loop;

    public TestConnection(String listenerName, EventExecutor loop) {
        this.listenerName = listenerName;
        this.loop = loop;
    }

    public TestConnection() {
        this("PLAINTEXT", ImmediateEventExecutor.INSTANCE);
    }

    public RequestContext request(ApiKey key, int version) {
        return new RequestContext(key, (short) version, 1, "test", this, 100, false);
    }

    public void close() {
        closeActions.forEach(Runnable::run);
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public InetSocketAddress peer() {
        return InetSocketAddress.createUnresolved("client", 1234);
    }

    @Override
    public InetSocketAddress local() {
        return InetSocketAddress.createUnresolved("broker", 9092);
    }

    @Override
    public String listenerName() {
        return listenerName;
    }

    @Override
    public EventExecutor ioLoop() {
        return loop;
    }

    @Override
    public <T> Attribute<T> attribute(AttributeKey<T> key) {
        return attributes.attr(key);
    }

    @Override
    public void onClose(Runnable action) {
        closeActions.add(action);
    }
}
