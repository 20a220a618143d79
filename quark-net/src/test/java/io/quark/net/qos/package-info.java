/** Tests of how far hosts are said to be. */
@NullMarked
package io.quark.net.qos;

import org.jspecify.annotations.NullMarked;
