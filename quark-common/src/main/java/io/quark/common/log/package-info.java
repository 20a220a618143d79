/**
 * How a daemon's log looks. Whoever logs uses SLF4J only; key-values through its fluent API appear in every form.
 *
 * <p>May import the configuration; nothing else of Quark.
 */
@NullMarked
package io.quark.common.log;

import org.jspecify.annotations.NullMarked;
