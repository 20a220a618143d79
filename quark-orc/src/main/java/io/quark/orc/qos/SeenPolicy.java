package io.quark.orc.qos;

import io.quark.common.model.QosPolicy;

/**
 * A QoS policy as the tree shows it.
 *
 * @param version of its znode's data
 */
public record SeenPolicy(QosPolicy policy, int version) {}
