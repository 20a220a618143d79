/**
 * What a machine is told at its first boot: cloud-init's NoCloud files, as text.
 *
 * <p>Pure; may import the vocabulary of quark-common.
 */
@NullMarked
package io.quark.compute.seed;

import org.jspecify.annotations.NullMarked;
