/**
 * Typed configuration of a daemon: a record with defaults, filled from a properties file, the environment and the command
 * line, strictly and with all faults told at once.
 *
 * <p>Imports nothing else of Quark.
 */
@NullMarked
package io.quark.common.config;

import org.jspecify.annotations.NullMarked;
