/* SPDX-License-Identifier: Apache-2.0 */
/** The controller: one loop that decides who leads what. */
@NullMarked
package io.odradek.controller;

import org.jspecify.annotations.NullMarked;
