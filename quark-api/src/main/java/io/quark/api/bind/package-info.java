/**
 * Reads JSON from outside into request records and names every fault on the way; what a field may hold stands once, on the
 * record, and the OpenAPI document is generated from the same place.
 *
 * <p>May import the JSON codec and the shared vocabulary only.
 */
@NullMarked
package io.quark.api.bind;

import org.jspecify.annotations.NullMarked;
