/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.election;

/**
 * The term of an active controller. The number goes into every request; the version of its node into every write, which
 * therefore fails as soon as somebody else has been elected.
 */
public record ControllerEpoch(int number, int nodeVersion) {}
