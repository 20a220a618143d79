/**
 * The scheduler: which host a new machine goes to, as a pure function over an indexed table of hosts, and the explanation of
 * its answer. May import the vocabulary of {@code io.quark.common.model} and nothing else of Quark.
 */
@NullMarked
package io.quark.orc.schedule;

import org.jspecify.annotations.NullMarked;
