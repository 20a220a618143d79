/**
 * Flavors: shapes of machines that operators define, for all projects.
 *
 * <p>May import the rim, the views, work units, and what resources have in common.
 */
@NullMarked
package io.quark.api.flavor;

import org.jspecify.annotations.NullMarked;
