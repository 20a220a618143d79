/** Tests of what stands on a host. */
@NullMarked
package io.quark.compute.host;

import org.jspecify.annotations.NullMarked;
