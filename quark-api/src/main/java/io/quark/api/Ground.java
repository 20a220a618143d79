package io.quark.api;

import com.codahale.metrics.MetricRegistry;
import io.quark.api.http.Route;
import io.quark.common.fault.CrashPoints;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.Paths;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What an api stands on.
 *
 * @param patience how long ZooKeeper may be away before requests that need it are answered 503
 * @param more routes beside those of the resources
 */
public record Ground(
        FollowableSession session,
        Paths paths,
        CrashPoints crashPoints,
        MetricRegistry metrics,
        Clock clock,
        Duration patience,
        List<Route> more) {

    /** Outlasts the election of a new ZooKeeper leader. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);
}
