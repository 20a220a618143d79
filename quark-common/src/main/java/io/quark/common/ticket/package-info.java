/**
 * Tickets by which api processes and computes know each other, and the key that they are signed with.
 *
 * <p>May import the tree and the JSON codec.
 */
@NullMarked
package io.quark.common.ticket;

import org.jspecify.annotations.NullMarked;
