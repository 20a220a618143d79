/** Worlds for the tests of the event thread: computes that follow a script, requests as the api writes them. */
package io.quark.orc.testing;
