/** Benchmarks of quark-net, run by JMH. */
@NullMarked
package io.quark.net.bench;

import org.jspecify.annotations.NullMarked;
