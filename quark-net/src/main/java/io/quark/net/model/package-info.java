/**
 * The rules of networks: addresses, MACs and prefixes as values, and what makes a network or an interface acceptable.
 * Pure: no state, no I/O.
 *
 * <p>May import quark-common's vocabulary only.
 */
@NullMarked
package io.quark.net.model;

import org.jspecify.annotations.NullMarked;
