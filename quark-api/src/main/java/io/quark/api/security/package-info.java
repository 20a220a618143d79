/**
 * Security groups: what may reach the ports that are members of them, and what they may reach.
 *
 * <p>May import the rim, the views, work units, networks, and quark-net's rules.
 */
@NullMarked
package io.quark.api.security;

import org.jspecify.annotations.NullMarked;
