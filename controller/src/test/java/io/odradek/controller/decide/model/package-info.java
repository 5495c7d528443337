/* SPDX-License-Identifier: Apache-2.0 */
/** The decisions of the controller in small worlds, of which every history is tried. */
@NullMarked
package io.odradek.controller.decide.model;

import org.jspecify.annotations.NullMarked;
