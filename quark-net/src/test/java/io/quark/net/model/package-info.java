/** Tests of the rules. */
@NullMarked
package io.quark.net.model;

import org.jspecify.annotations.NullMarked;
