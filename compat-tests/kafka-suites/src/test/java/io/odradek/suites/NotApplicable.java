/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.io.Serial;

/** A test asked for something that only a broker of Kafka's own has inside. */
public final class NotApplicable extends UnsupportedOperationException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NotApplicable(String what) {
        super(what);
    }
}
