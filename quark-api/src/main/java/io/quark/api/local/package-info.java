/**
 * A whole Quark of separate processes on one machine: for trying it, for tests and for benchmarks, which all use this
 * one way of starting it.
 *
 * <p>May import quark-common; never the daemons' classes: it starts them as processes.
 */
@NullMarked
package io.quark.api.local;

import org.jspecify.annotations.NullMarked;
