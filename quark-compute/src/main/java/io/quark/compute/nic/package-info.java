/**
 * The network interfaces of the machines on one host: wired by quark-net's plugin, and remembered until they are unwired.
 *
 * <p>May import the hypervisor package, the host side of quark-net and the vocabulary of quark-common.
 */
@NullMarked
package io.quark.compute.nic;

import org.jspecify.annotations.NullMarked;
