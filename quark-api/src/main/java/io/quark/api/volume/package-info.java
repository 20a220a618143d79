/**
 * Volumes: disks that live longer than the machines that they are attached to.
 *
 * <p>May import the rim, the views, work units, and what resources have in common.
 */
@NullMarked
package io.quark.api.volume;

import org.jspecify.annotations.NullMarked;
