/**
 * Fixtures for the tests of all modules: a real ZooKeeper in this JVM, and a tree in memory that behaves like it.
 *
 * <p>May import everything of this module.
 */
@NullMarked
package io.quark.common.testing;

import org.jspecify.annotations.NullMarked;
