/** Ids: how they are made and what they tell. Imports nothing else of Quark. */
@NullMarked
package io.quark.common.id;

import org.jspecify.annotations.NullMarked;
