/**
 * What stands on the machine that the daemon runs on: the state directory with its lock, and the hypervisors, storages and wirings as
 * configured.
 *
 * <p>May import every hypervisor of this module, the host side of quark-net and quark-common.
 */
@NullMarked
package io.quark.compute.host;

import org.jspecify.annotations.NullMarked;
