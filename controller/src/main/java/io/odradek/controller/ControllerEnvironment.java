/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The world of the controller: its loop, which is the owner of all its state, wall clock and randomness. */
public record ControllerEnvironment(EventExecutor loop, InstantSource clock, RandomGenerator random) {}
