/**
 * Ports, addresses and MACs: asked for one by one or many at once, listed, changed and given back.
 *
 * <p>May import the rim, the views, work units, networks, and quark-net's rules and allocation.
 */
@NullMarked
package io.quark.api.port;

import org.jspecify.annotations.NullMarked;
