/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class IoLoopsTest {
    private static final long END_MS_MAX = 10_000;

    private final Transport transport = Transport.ofSystem();
    private final IoLoops loops = IoLoops.threads(transport, 1);

    @AfterEach
    void end() throws Exception {
        Future<?> unused = loops.shutDown(END_MS_MAX);
        assertThat(loops.awaitEnd(END_MS_MAX)).isTrue();
    }

    @Test
    void aSocketIsClosedThatWasOnItsWayToALoopWhenItsWorkWasLeftUndone() throws Exception {
        EventExecutor loop = loops.executors().get(0);
        Channel channel = transport.channels().get();
        CountDownLatch onItsWay = new CountDownLatch(1);
        Future<?> left = loop.submit(() -> {
            onItsWay.await();
            IoLoops.discardTasks(loop);
            return null;
        });
        ChannelFuture unused = loops.next().register(channel);

        onItsWay.countDown();

        left.sync();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSocketThatHasArrivedIsNotTouchedWhenLaterWorkIsLeftUndone() throws Exception {
        EventExecutor loop = loops.executors().get(0);
        Channel channel = transport.channels().get();
        loops.next().register(channel).sync();

        loop.submit(() -> IoLoops.discardTasks(loop)).sync();

        assertThat(channel.isOpen()).isTrue();
        channel.close().sync();
    }
}
