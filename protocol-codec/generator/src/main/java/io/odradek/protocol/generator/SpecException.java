/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** A message specification says something that the compiler does not understand or cannot merge. */
final class SpecException extends RuntimeException {
    SpecException(String message) {
        super(message);
    }

    SpecException(String message, Throwable cause) {
        super(message, cause);
    }
}
