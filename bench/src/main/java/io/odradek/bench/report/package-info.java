/* SPDX-License-Identifier: Apache-2.0 */
/** What is made of the figures: whether they may be compared, and the table, the JSON and the plots that say so. */
@NullMarked
package io.odradek.bench.report;

import org.jspecify.annotations.NullMarked;
