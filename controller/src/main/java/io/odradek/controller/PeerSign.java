/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/** What a {@link PeerLink} tells of the broker at its other end. */
public sealed interface PeerSign {
    /**
     * It answers, for the first time or again.
     *
     * @param registersAgain whether it is one of ours, which notices that its registration is gone, stops leading and
     *     registers anew; Apache Kafka does not, and would stay outside of its cluster until somebody restarts it
     */
    record Answers(boolean registersAgain) implements PeerSign {}

    /** Its machine says that nobody listens there: the process has ended. Told again for as long as it is so. */
    record Refused() implements PeerSign {}

    /**
     * Nobody listens at its address, and nobody was ever seen to: it is about to listen, as Apache Kafka is for seconds
     * after it has registered, or it had ended before it was watched. Told once, after a moment.
     */
    record Absent() implements PeerSign {}

    /**
     * It was asked a second ago and has said nothing; told twice a second for as long as it is so. The second sign in a
     * row is the time to act: a second and a half is several times what a full collection or a saturated machine takes,
     * and half of what a takeover may take; and by then all links that one cut broke have told their first.
     */
    record Silent() implements PeerSign {
        /** So many signs in a row mean that it hangs or is cut off. */
        public static final int DEAD_AT = 2;
    }
}
