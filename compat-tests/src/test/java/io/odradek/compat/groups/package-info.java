/* SPDX-License-Identifier: Apache-2.0 */
/** Groups as their members, and their administrators, see them. */
@NullMarked
package io.odradek.compat.groups;

import org.jspecify.annotations.NullMarked;
