/**
 * Asking for an audit.
 *
 * <p>May import the rim and the work.
 */
@NullMarked
package io.quark.api.audit;

import org.jspecify.annotations.NullMarked;
