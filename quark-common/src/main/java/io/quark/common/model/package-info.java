/**
 * The vocabulary that all parts share: the records of the tree, immutable and validated when made.
 *
 * <p>May import only the JSON codec.
 */
@NullMarked
package io.quark.common.model;

import org.jspecify.annotations.NullMarked;
