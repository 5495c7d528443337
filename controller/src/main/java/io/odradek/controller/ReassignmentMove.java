/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.decide.Reassignment;

/** A step of a partition's move that has been decided and is to be stored. */
record ReassignmentMove(TopicState topic, int number, Reassignment.Move move) {}
