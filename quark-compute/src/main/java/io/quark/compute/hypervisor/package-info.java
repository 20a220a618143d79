/**
 * What a host can do with machines, whichever hypervisor does it: the interface, what it tells, and how it fails.
 *
 * <p>May import the vocabulary of quark-common and the host side of quark-net; no implementation.
 */
@NullMarked
package io.quark.compute.hypervisor;

import org.jspecify.annotations.NullMarked;
