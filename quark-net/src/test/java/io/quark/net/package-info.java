/** Tests of quark-net as a whole. */
@NullMarked
package io.quark.net;

import org.jspecify.annotations.NullMarked;
