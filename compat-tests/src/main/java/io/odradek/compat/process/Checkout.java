/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where this source tree lies: the system property {@code odradek.root}, else the nearest folder up with the wrapper. */
public final class Checkout {

    private Checkout() {}

    public static Path root() {
        String set = System.getProperty("odradek.root");
        if (set != null) {
            return Path.of(set).toAbsolutePath().normalize();
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("no mvnw in this folder or above; set -Dodradek.root");
        }
        return folder;
    }
}
