/**
 * Allocation: which address and MAC a port gets, and the operations that claim it in the build's own transaction.
 * Decides in memory and touches nothing; the transaction's outcome is the truth.
 *
 * <p>May import quark-common and the rules in {@code io.quark.net.model}.
 */
@NullMarked
package io.quark.net.alloc;

import org.jspecify.annotations.NullMarked;
