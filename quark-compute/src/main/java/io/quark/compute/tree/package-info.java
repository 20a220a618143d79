/**
 * The tree as the daemons of one process reach it: committed to and read on their loop.
 *
 * <p>May import the loop, and the tree and vocabulary of quark-common.
 */
@NullMarked
package io.quark.compute.tree;

import org.jspecify.annotations.NullMarked;
