/* SPDX-License-Identifier: Apache-2.0 */
/** The port to the coordination store, and ZooKeeper behind it. */
@NullMarked
package io.odradek.controller.store;

import org.jspecify.annotations.NullMarked;
