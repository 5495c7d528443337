/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/** The end of a call for one topic. */
public record TopicOutcome(String topic, Outcome outcome) {}
