/**
 * The life of a daemon: its start, what it tells of itself (health, metrics, the ready file), and its orderly end.
 *
 * <p>May import configuration, log, JSON and crash points of this module; nothing else of Quark.
 */
@NullMarked
package io.quark.common.daemon;

import org.jspecify.annotations.NullMarked;
