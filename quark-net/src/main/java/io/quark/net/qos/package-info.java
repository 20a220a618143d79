/**
 * How far hosts are with QoS policies, and who is told when policies change: pure functions of what hosts say that they have applied. May
 * import {@code io.quark.common}.
 */
@NullMarked
package io.quark.net.qos;

import org.jspecify.annotations.NullMarked;
