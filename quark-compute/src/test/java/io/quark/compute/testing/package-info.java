/** Fixtures of quark-compute's tests: machines, files that pass for images, small worlds. */
@NullMarked
package io.quark.compute.testing;

import org.jspecify.annotations.NullMarked;
