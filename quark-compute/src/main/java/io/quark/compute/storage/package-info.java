/**
 * The files of machines on a host's disk: the cache of images, overlays on them, seeds and consoles.
 *
 * <p>May import the hypervisor, step and seed packages and the vocabulary of quark-common.
 */
@NullMarked
package io.quark.compute.storage;

import org.jspecify.annotations.NullMarked;
