/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/**
 * Where a member's requests come from.
 *
 * @param host as Kafka stores and shows it: a slash and the address
 */
public record MemberClient(String id, String host) {}
