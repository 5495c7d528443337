/* SPDX-License-Identifier: Apache-2.0 */
/** The pipeline of a connection: frames, requests, replies in order. */
@NullMarked
package io.odradek.broker.net;

import org.jspecify.annotations.NullMarked;
