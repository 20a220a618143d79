/**
 * Keeps the networks, ports and their traffic on one host as the tree wants them, and says in {@code applied} what is in force.
 *
 * <p>May import the loop, what is followed of the tree, the wiring of interfaces, the hypervisor and the host side of quark-net.
 */
@NullMarked
package io.quark.compute.keep;

import org.jspecify.annotations.NullMarked;
