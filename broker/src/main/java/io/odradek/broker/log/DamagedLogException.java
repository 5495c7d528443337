/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;

/** The disk works, but what stands in a segment is not what was written: the segment is damaged, not the directory. */
final class DamagedLogException extends IOException {
    DamagedLogException(String message) {
        super(message);
    }
}
