/* SPDX-License-Identifier: Apache-2.0 */
/** Generated requests of all APIs and versions, asked of Odradek and of Apache Kafka, and their answers field by field. */
@NullMarked
package io.odradek.compat.differential;

import org.jspecify.annotations.NullMarked;
