/**
 * Looking into machines: asks the compute of each, with a ticket, and passes on what it shows.
 *
 * <p>May import the rim, the view, what is known of pending builds, and quark-common's tickets and records of looking in.
 */
@NullMarked
package io.quark.api.looking;

import org.jspecify.annotations.NullMarked;
