/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/** The end of one entity's configuration change. */
public record ConfigAltered(ConfigEntity entity, Outcome outcome) {}
