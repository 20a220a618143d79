/**
 * QoS policies: their rules, what they are bound to, how far hosts are with them, and which of them a port is under.
 *
 * <p>May import the rim, the views, work units, networks, and quark-net's rules.
 */
@NullMarked
package io.quark.api.qos;

import org.jspecify.annotations.NullMarked;
