/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The fault driver: real brokers under a workload of stock clients, a seeded schedule of faults, and then the proof that
 * nothing which was acknowledged or seen is lost.
 */
package io.odradek.compat.faults;
