/**
 * The tree in ZooKeeper: its paths, transactions as values, the session that commits and reads them, and the view that
 * follows it.
 *
 * <p>May import ids and JSON of this module, and of the model the records of a fresh tree; nothing else of Quark.
 */
@NullMarked
package io.quark.common.tree;

import org.jspecify.annotations.NullMarked;
