/** Tests of the driver for Open vSwitch: what it tells the programs, and a real switch with the userspace datapath. */
@NullMarked
package io.quark.net.host.ovs;

import org.jspecify.annotations.NullMarked;
