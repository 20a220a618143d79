/**
 * Steps and the graph they form: run side by side where they can, retried where that helps, undone in reverse.
 *
 * <p>May import the hypervisor package for how hosts fail, and the vocabulary of quark-common; knows nothing of the tree.
 */
@NullMarked
package io.quark.compute.step;

import org.jspecify.annotations.NullMarked;
