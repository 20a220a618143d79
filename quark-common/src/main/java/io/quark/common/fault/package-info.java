/** Faults made on purpose, so that tests can walk through every step of a change. Imports nothing else of Quark. */
@NullMarked
package io.quark.common.fault;

import org.jspecify.annotations.NullMarked;
