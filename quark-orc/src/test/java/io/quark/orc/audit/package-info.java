/** Tests of the audit, over trees in memory. */
@NullMarked
package io.quark.orc.audit;

import org.jspecify.annotations.NullMarked;
