/**
 * The REST server's process: its configuration, and how its parts are put together.
 *
 * <p>May import all packages of the server, {@code io.quark.net} and {@code io.quark.common}; not the command line tool.
 */
@NullMarked
package io.quark.api;

import org.jspecify.annotations.NullMarked;
