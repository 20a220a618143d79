/**
 * What is to be done next for a work unit: pure functions from what is observed to a decision. May import
 * {@code io.quark.common}, {@code io.quark.net.alloc}, {@code io.quark.orc.cluster} and {@code io.quark.orc.schedule}.
 */
@NullMarked
package io.quark.orc.workflow;

import org.jspecify.annotations.NullMarked;
