package io.quark.orc.cluster;

import io.quark.common.model.Resources;

/**
 * Capacity that a decision of this process takes on a host, and that the view does not show yet. Counted as used from
 * {@link ClusterIndex#reserve} to {@link ClusterIndex#release}.
 */
public record Reservation(String host, Resources consumes) {}
