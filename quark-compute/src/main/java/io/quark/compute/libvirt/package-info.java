/**
 * The hypervisor that is reached through libvirt: the connection, the domain's XML, and what libvirt says of a host.
 *
 * <p>May import the hypervisor package, libvirt's Java binding and the XML of the JDK.
 */
@NullMarked
package io.quark.compute.libvirt;

import org.jspecify.annotations.NullMarked;
