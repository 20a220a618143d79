/**
 * The tree in ZooKeeper as operators see it: unfolded, bounded, secrets left out.
 *
 * <p>May import the rim and the tree.
 */
@NullMarked
package io.quark.api.tree;

import org.jspecify.annotations.NullMarked;
