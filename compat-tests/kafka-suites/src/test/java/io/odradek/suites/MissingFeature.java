/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.io.Serial;

/** A test asks for something that Odradek does not have yet. */
public final class MissingFeature extends UnsupportedOperationException {
    @Serial
    private static final long serialVersionUID = 1L;

    public MissingFeature(String what) {
        super(what);
    }
}
