/**
 * Instances: what a request for one may say, how they are shown, listed, changed and unmade.
 *
 * <p>May import the rim, the views, work units, images' boot files, and quark-net's rules.
 */
@NullMarked
package io.quark.api.instance;

import org.jspecify.annotations.NullMarked;
