/* SPDX-License-Identifier: Apache-2.0 */
/** What a broken invariant does. */
@NullMarked
package io.odradek.broker.fault;

import org.jspecify.annotations.NullMarked;
