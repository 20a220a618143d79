/**
 * Follows parts of the tree for as long as some compute of this process wants to see them, over lost connections and sessions.
 *
 * <p>May import the loop and the tree of quark-common; knows nothing of what it follows.
 */
@NullMarked
package io.quark.compute.follow;

import org.jspecify.annotations.NullMarked;
