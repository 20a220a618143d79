/**
 * The whole Quark, as separate processes, used through REST as a user would and broken on purpose.
 *
 * <p>May import everything: only here do api, orc and compute meet.
 */
@NullMarked
package io.quark.api.e2e;

import org.jspecify.annotations.NullMarked;
