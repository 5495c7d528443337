/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void namesCodesAndRetriabilityAreKafkas() {
        var kafkas = Arrays.stream(Errors.values())
                .map(e -> e.code() + " " + e.name() + " " + (e.exception() instanceof RetriableException))
                .toList();

        var ours = Arrays.stream(ErrorCode.values())
                .map(e -> e.code() + " " + e.name() + " " + e.retriable())
                .toList();

        assertThat(ours).isEqualTo(kafkas);
    }

    @Test
    void everyCodeIsFoundAgain() {
        for (ErrorCode error : ErrorCode.values()) {
            assertThat(ErrorCode.forCode(error.code())).isSameAs(error);
        }
    }

    @Test
    void aCodeFromTheFutureReadsAsAnUnknownServerError() {
        assertThat(ErrorCode.forCode((short) 999)).isSameAs(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(ErrorCode.forCode(Short.MIN_VALUE)).isSameAs(ErrorCode.UNKNOWN_SERVER_ERROR);
    }
}
