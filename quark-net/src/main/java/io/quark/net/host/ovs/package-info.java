/**
 * The driver for Open vSwitch: bridges and ports by its database, what passes by OpenFlow.
 *
 * <p>May import quark-common's vocabulary, {@code io.quark.net.host} and {@code io.quark.net.model}.
 */
@NullMarked
package io.quark.net.host.ovs;

import org.jspecify.annotations.NullMarked;
