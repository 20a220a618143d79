/**
 * What an orc knows of the computes: signs of life, facts, tasks, what is free, and its own placements that the view does not
 * show yet. May import {@code io.quark.common} and {@code io.quark.orc.schedule}.
 */
@NullMarked
package io.quark.orc.cluster;

import org.jspecify.annotations.NullMarked;
