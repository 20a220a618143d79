/**
 * Networks on one host: the plugin that keeps the order of things, and the drivers that realise them.
 *
 * <p>May import quark-common's vocabulary and {@code io.quark.net.model}; knows nothing of ZooKeeper.
 */
@NullMarked
package io.quark.net.host;

import org.jspecify.annotations.NullMarked;
