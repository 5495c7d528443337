/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request of a controller begins with: whose it is, and which life of this broker it is meant for. Whatever is
 * refused of it leaves one line in the log.
 *
 * @param brokerEpoch -1 where the controller does not say
 */
record ControllerOrder(ApiKey api, int controllerId, int controllerEpoch, long brokerEpoch) {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerOrder.class);
    private static final long UNKNOWN_EPOCH = -1;

    /** STALE_BROKER_EPOCH if it was meant for an earlier registration than the present one, else NONE. */
    ErrorCode check(LongSupplier present) {
        return brokerEpoch != UNKNOWN_EPOCH && brokerEpoch < present.getAsLong()
                ? refused(ErrorCode.STALE_BROKER_EPOCH)
                : ErrorCode.NONE;
    }

    /** All of it is refused. */
    ErrorCode refused(ErrorCode error) {
        LOG.warn("{} is refused: {}", this, error);
        return error;
    }

    /** Some of it is refused, this among it. */
    void refusedFor(Object partition, ErrorCode error, long count) {
        LOG.warn("{} is refused for {} of its partitions: {}, {}", this, count, partition, error);
    }

    @Override
    public String toString() {
        return api + " of controller " + controllerId + " in epoch " + controllerEpoch + ", to this broker in epoch "
                + brokerEpoch + ",";
    }
}
