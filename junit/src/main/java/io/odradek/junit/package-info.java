/* SPDX-License-Identifier: Apache-2.0 */
/** Clusters for tests by JUnit 5: {@link io.odradek.junit.WithOdradek} is all that most tests need. */
@NullMarked
package io.odradek.junit;

import org.jspecify.annotations.NullMarked;
