/**
 * What Quark costs and how fast it is, end to end; run by {@code scripts/bench}.
 *
 * <p>May import {@code io.quark.api.local} and quark-common.
 */
@NullMarked
package io.quark.api.bench;

import org.jspecify.annotations.NullMarked;
