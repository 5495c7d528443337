/* SPDX-License-Identifier: Apache-2.0 */
/** State machines that are replicated through the log of the partition that they live on. */
@NullMarked
package io.odradek.broker.coordinator;

import org.jspecify.annotations.NullMarked;
