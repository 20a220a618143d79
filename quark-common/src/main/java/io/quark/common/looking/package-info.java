/**
 * What api processes and computes say to each other about looking into machines: names, records, and how WebSockets are let in.
 *
 * <p>May import the vocabulary and the JSON codec.
 */
@NullMarked
package io.quark.common.looking;

import org.jspecify.annotations.NullMarked;
