/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/** A protocol that a member can be assigned by, with what it says about itself for it. */
public record JoinProtocol(String name, Opaque metadata) {}
