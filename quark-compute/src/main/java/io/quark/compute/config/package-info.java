/**
 * The configuration of quark-compute: records with defaults, checked when they are made.
 *
 * <p>May import quark-common's configuration.
 */
@NullMarked
package io.quark.compute.config;

import org.jspecify.annotations.NullMarked;
