/**
 * The rim of the REST server: routes and what they promise, requests checked and read, answers and problems written. Knows
 * nothing of machines or networks.
 *
 * <p>May import Javalin, the binding of requests and the shared vocabulary; no other package of the api.
 */
@NullMarked
package io.quark.api.http;

import org.jspecify.annotations.NullMarked;
