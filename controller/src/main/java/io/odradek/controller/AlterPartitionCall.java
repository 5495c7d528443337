/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.List;

/** The in-sync changes that one broker proposes at a time. */
public record AlterPartitionCall(int brokerId, long brokerEpoch, List<IsrChange> changes) {}
