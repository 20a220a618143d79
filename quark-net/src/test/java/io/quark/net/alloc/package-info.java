/** Tests of allocation. */
@NullMarked
package io.quark.net.alloc;

import org.jspecify.annotations.NullMarked;
