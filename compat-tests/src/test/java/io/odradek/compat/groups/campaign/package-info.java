/* SPDX-License-Identifier: Apache-2.0 */
/** Groups of stock members under kills, and what a recorder saw of them. */
@NullMarked
package io.odradek.compat.groups.campaign;

import org.jspecify.annotations.NullMarked;
