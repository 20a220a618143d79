/**
 * What networks draw on: ranges of MACs, pools of segments, IP policies, and quotas of projects.
 *
 * <p>May import the rim, the views, work units, networks, and quark-net's rules.
 */
@NullMarked
package io.quark.api.pool;

import org.jspecify.annotations.NullMarked;
