/**
 * Networks with their subnets, ports and addresses: asked for in one call, shown with their usage.
 *
 * <p>May import the rim, the views, work units, and quark-net's rules and allocation.
 */
@NullMarked
package io.quark.api.network;

import org.jspecify.annotations.NullMarked;
