/**
 * Looks for broken invariants over the whole tree, beside the event thread. Imports quark-common only; knows no
 * workflow.
 */
@NullMarked
package io.quark.orc.audit;

import org.jspecify.annotations.NullMarked;
