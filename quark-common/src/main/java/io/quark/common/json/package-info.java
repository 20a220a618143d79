/** The one JSON codec. Imports nothing else of Quark. */
@NullMarked
package io.quark.common.json;

import org.jspecify.annotations.NullMarked;
