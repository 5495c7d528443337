/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.protocol.error.ErrorCode;

/** Producer ids that one broker may hand out, and nobody else ever will. */
public record ProducerIdBlock(ErrorCode error, long first, int count) {
    public static ProducerIdBlock refused(ErrorCode error) {
        return new ProducerIdBlock(error, 0, 0);
    }
}
