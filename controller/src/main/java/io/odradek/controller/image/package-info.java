/* SPDX-License-Identifier: Apache-2.0 */
/** The cluster as an immutable value, and its deltas. */
@NullMarked
package io.odradek.controller.image;

import org.jspecify.annotations.NullMarked;
