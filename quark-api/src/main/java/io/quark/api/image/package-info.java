/**
 * Images: files taken in, looked at and recorded, and given to computes on other machines.
 *
 * <p>May import the rim, the views and work units.
 */
@NullMarked
package io.quark.api.image;

import org.jspecify.annotations.NullMarked;
