/* SPDX-License-Identifier: Apache-2.0 */
/** The image, in the hands of those who run containers. */
@NullMarked
package io.odradek.containers;

import org.jspecify.annotations.NullMarked;
