/** Tests of networks on a host. */
@NullMarked
package io.quark.net.host;

import org.jspecify.annotations.NullMarked;
