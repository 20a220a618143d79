/**
 * The orchestrator's process: its configuration and how its parts are put together. May import everything of
 * {@code io.quark.orc}, {@code io.quark.net} and {@code io.quark.common}.
 */
@NullMarked
package io.quark.orc;

import org.jspecify.annotations.NullMarked;
