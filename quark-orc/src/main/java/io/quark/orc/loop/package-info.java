/**
 * The event thread of an orc and what it owns: work units, records, what is to be looked at next, and the transactions in
 * flight. May import {@code io.quark.common}, {@code io.quark.net.alloc} and the other packages of quark-orc.
 */
@NullMarked
package io.quark.orc.loop;

import org.jspecify.annotations.NullMarked;
