/**
 * Changes as they happen: what the views show of them, kept for a while and sent to whoever listens.
 *
 * <p>May import the rim, the views and the shared vocabulary.
 */
@NullMarked
package io.quark.api.event;

import org.jspecify.annotations.NullMarked;
