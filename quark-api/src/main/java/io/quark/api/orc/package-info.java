/**
 * The orchestrators and their shards as operators see them.
 *
 * <p>May import the rim and the tree.
 */
@NullMarked
package io.quark.api.orc;

import org.jspecify.annotations.NullMarked;
