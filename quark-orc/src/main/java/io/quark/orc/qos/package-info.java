/**
 * How far hosts are with QoS policies, kept up change by change, and who else is told of policies. May import {@code io.quark.common},
 * {@code io.quark.net.qos} and {@code io.quark.orc.cluster}.
 */
@NullMarked
package io.quark.orc.qos;

import org.jspecify.annotations.NullMarked;
