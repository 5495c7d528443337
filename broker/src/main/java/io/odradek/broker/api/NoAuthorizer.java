/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.error.ErrorCode;

/**
 * What is answered to all about ACLs, as there is no authorizer (a broker that is told to have one does not start): Kafka
 * 4.3.1's code and texts, of which its tools print the text.
 */
final class NoAuthorizer {
    static final short CODE = ErrorCode.SECURITY_DISABLED.code();
    static final String AT_THE_BROKER = "No Authorizer is configured on the broker";
    static final String AT_THE_CONTROLLER = "No Authorizer is configured.";

    /** Why a connection is closed that asks with one of KIP-140's codes for what is unknown, which Kafka does. */
    static final String UNKNOWN_ASKED = "a kind of ACL that is unknown";

    private static final byte UNKNOWN = 0;

    private NoAuthorizer() {}

    /** Other codes that nobody knows are let pass. */
    static boolean isUnknown(byte resourceType, byte patternType, byte operation, byte permission) {
        return resourceType == UNKNOWN || patternType == UNKNOWN || operation == UNKNOWN || permission == UNKNOWN;
    }
}
