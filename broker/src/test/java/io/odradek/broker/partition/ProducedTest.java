/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.log.AppendResult;
import io.odradek.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;

/** What a producer is told of a batch that it sent before. */
class ProducedTest {
    @Test
    void aRepeatedBatchIsAnsweredWithItsOffset() {
        Produced told = Produced.repeated(new AppendResult.Duplicate(7, 9, -1, 0));

        assertThat(told.error()).isEqualTo(ErrorCode.NONE);
        assertThat(told.baseOffset()).isEqualTo(7);
    }

    @Test
    void aRepeatedBatchWhoseOffsetIsForgottenIsToldToStandInTheLog() {
        Produced told = Produced.repeated(new AppendResult.Duplicate(-1, 9, -1, 0));

        assertThat(told.error()).isEqualTo(ErrorCode.DUPLICATE_SEQUENCE_NUMBER);
        assertThat(told.baseOffset()).isEqualTo(-1);
    }
}
