/** Tests of how far hosts are said to be, and of who is told. */
@NullMarked
package io.quark.orc.qos;

import org.jspecify.annotations.NullMarked;
