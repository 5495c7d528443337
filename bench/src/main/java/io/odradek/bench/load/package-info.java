/* SPDX-License-Identifier: Apache-2.0 */
/** What is done to a cluster while brokers die, and how it is seen: by a stock producer, and from beside the brokers. */
@NullMarked
package io.odradek.bench.load;

import org.jspecify.annotations.NullMarked;
