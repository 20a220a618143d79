/**
 * What is asked of a machine that is there: for each action what its body may say, and what is refused at once.
 *
 * <p>May import the rim, the views, work units, what requests for instances share, and quark-net's rules.
 */
@NullMarked
package io.quark.api.action;

import org.jspecify.annotations.NullMarked;
