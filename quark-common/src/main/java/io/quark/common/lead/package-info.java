/**
 * Who works on what: the live orcs, how the shards are spread over them, and the fenced leadership of each shard.
 *
 * <p>May import the tree and the vocabulary of this module; nothing else of Quark.
 */
@NullMarked
package io.quark.common.lead;

import org.jspecify.annotations.NullMarked;
