/**
 * What QoS policies mean: their rules checked, turned into limits, and every conversion of their units; how far hosts are with them, and
 * who is told when they change. Pure functions of records.
 *
 * <p>May import {@code io.quark.common} and {@code io.quark.net.model}.
 */
@NullMarked
package io.quark.net.qos;

import org.jspecify.annotations.NullMarked;
