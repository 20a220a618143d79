/**
 * The OpenAPI document, made from the route table and the records that it names, and its human view.
 *
 * <p>May import the rim and the binding of requests.
 */
@NullMarked
package io.quark.api.openapi;

import org.jspecify.annotations.NullMarked;
