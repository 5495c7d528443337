/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.BrokerImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The links of an active controller to all other brokers, and how each broker fares by the last sign of it. Confined to
 * the controller loop; lives as long as a term.
 */
final class FailureDetector {
    private final PeerTransport peers;
    private final EventExecutor loop;
    private final Verdicts verdicts;
    private final Map<Integer, Watched> watched = new HashMap<>();

    /** Hears how brokers fare, on the loop; again and again while one is refused or silent. */
    interface Verdicts {
        void answers(BrokerImage broker);

        /** The process has ended. */
        void refused(BrokerImage broker);

        /** It does not listen, and was never seen to. */
        void absent(BrokerImage broker);

        /**
         * It hangs, or nothing gets through to it.
         *
         * @param registersAgain whether it would find its way back if its registration were taken away
         */
        void silent(BrokerImage broker, boolean registersAgain);
    }

    /** One broker under watch. */
    private static final class Watched {
        private final BrokerImage broker;
        private PeerLink link = () -> {};
        private boolean registersAgain;
        private int silences;

        Watched(BrokerImage broker) {
            this.broker = broker;
        }
    }

    FailureDetector(PeerTransport peers, EventExecutor loop, Verdicts verdicts) {
        this.peers = peers;
        this.loop = loop;
        this.verdicts = verdicts;
    }

    /** Watches these registrations and no others. */
    void watch(Collection<BrokerImage> brokers) {
        assert loop.inEventLoop();
        Map<Integer, Watched> before = new HashMap<>(watched);
        watched.clear();
        List<Watched> fresh = new ArrayList<>();
        for (BrokerImage broker : brokers) {
            Watched known = before.get(broker.id());
            if (known != null && known.broker.equals(broker)) {
                watched.put(broker.id(), known);
                before.remove(broker.id());
            } else {
                Watched begun = new Watched(broker);
                watched.put(broker.id(), begun);
                fresh.add(begun);
            }
        }
        before.values().forEach(gone -> gone.link.close());
        fresh.forEach(begun -> begun.link = peers.link(begun.broker, sign -> post(begun, sign)));
    }

    void close() {
        watch(List.of());
    }

    /**
     * Whether so many are silent at a time that it is rather this broker that is cut off: more than half of the others,
     * where there are several. It then must not take everything over, for nobody could fetch from it.
     */
    boolean isCutOff() {
        long silent =
                watched.values().stream().filter(each -> each.silences > 0).count();
        return watched.size() > 1 && silent * 2 > watched.size();
    }

    private void post(Watched about, PeerSign sign) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> {
                if (watched.get(about.broker.id()) == about) {
                    onSign(about, sign);
                }
            });
        }
    }

    private void onSign(Watched about, PeerSign sign) {
        about.silences = sign instanceof PeerSign.Silent ? about.silences + 1 : 0;
        if (sign instanceof PeerSign.Answers answers) {
            about.registersAgain = answers.registersAgain();
            verdicts.answers(about.broker);
        } else if (sign instanceof PeerSign.Refused) {
            verdicts.refused(about.broker);
        } else if (sign instanceof PeerSign.Absent) {
            verdicts.absent(about.broker);
        } else if (about.silences >= PeerSign.Silent.DEAD_AT) {
            verdicts.silent(about.broker, about.registersAgain);
        }
    }
}
