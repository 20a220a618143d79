/**
 * A hypervisor that only plays: thousands of hosts in one process, with step times and faults as wanted, for tests of scale and
 * of crashes.
 *
 * <p>May import the hypervisor package, what is remembered of interfaces and the vocabulary of quark-common.
 */
@NullMarked
package io.quark.compute.sim;

import org.jspecify.annotations.NullMarked;
