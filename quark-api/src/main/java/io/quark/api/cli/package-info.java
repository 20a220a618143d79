/**
 * The command line tool {@code quark}: nouns and verbs over the REST interface, and {@code up} and {@code down} for a
 * whole Quark on this machine.
 *
 * <p>May import {@code io.quark.api.local} and quark-common's JSON; never the server's classes: it is a client like any other.
 */
@NullMarked
package io.quark.api.cli;

import org.jspecify.annotations.NullMarked;
