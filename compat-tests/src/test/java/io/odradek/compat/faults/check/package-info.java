/* SPDX-License-Identifier: Apache-2.0 */
/** What has to be true after a run, one question a file. They know nothing of how the run was made. */
package io.odradek.compat.faults.check;
