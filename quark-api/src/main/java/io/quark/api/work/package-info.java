/**
 * Work units as the api sees them: accepted exactly once, read, waited for, listed and cancelled. What is asked for in one is not its concern.
 *
 * <p>May import the rim, the tree and the shared vocabulary; no resource's package.
 */
@NullMarked
package io.quark.api.work;

import org.jspecify.annotations.NullMarked;
