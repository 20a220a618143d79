/**
 * Computes as operators see them: what they have, what they promised, what they do.
 *
 * <p>May import the rim, the views and the shared vocabulary.
 */
@NullMarked
package io.quark.api.compute;

import org.jspecify.annotations.NullMarked;
