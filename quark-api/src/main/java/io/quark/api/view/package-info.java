/**
 * What the api knows of the cluster without asking: the tree's records in memory, found by id or by name, and listed page by page.
 *
 * <p>May import the rim, the tree and the shared vocabulary; no resource's package.
 */
@NullMarked
package io.quark.api.view;

import org.jspecify.annotations.NullMarked;
