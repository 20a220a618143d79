package io.quark.api;

import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.network.GuestRouteRoutes;
import io.quark.api.network.NetworkRoutes;
import io.quark.api.network.Quarantine;
import io.quark.api.network.SubnetRoutes;
import io.quark.api.pool.IpPolicyRoutes;
import io.quark.api.pool.MacRangeRoutes;
import io.quark.api.pool.QuotaRoutes;
import io.quark.api.pool.SegmentPoolRoutes;
import io.quark.api.port.AddressRoutes;
import io.quark.api.port.MacRoutes;
import io.quark.api.port.PortAddressRoutes;
import io.quark.api.port.PortRoutes;
import io.quark.api.qos.QosPolicyRoutes;
import io.quark.api.qos.QosRuleRoutes;
import io.quark.api.qos.QosStatusRoutes;
import io.quark.api.qos.QosWaits;
import io.quark.api.security.SecurityGroupRoutes;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.work.Acceptance;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The routes of everything that has to do with networks. */
record NetworkResources(Sight sight, Acceptance acceptance, QosWaits waits, NetConfig config, Clock clock) {

    List<Route> routes() {
        Cluster cluster = sight.cluster();
        AddressBook book = sight.book();
        Freshness freshness = sight.freshness();
        Quarantine quarantine = new Quarantine(config.minReuseAfterS());
        List<Route> routes = new ArrayList<>();
        routes.addAll(new NetworkRoutes(cluster, book, freshness, acceptance, quarantine, clock).routes());
        routes.addAll(new SubnetRoutes(cluster, book, freshness, acceptance, quarantine, clock).routes());
        routes.addAll(new GuestRouteRoutes(cluster, book, freshness, acceptance).routes());
        routes.addAll(new PortRoutes(cluster, book, freshness, acceptance).routes());
        routes.addAll(new PortAddressRoutes(cluster, book, acceptance).routes());
        routes.addAll(new AddressRoutes(cluster, book, freshness, acceptance).routes());
        routes.addAll(new MacRoutes(cluster, book, freshness, acceptance).routes());
        routes.addAll(new MacRangeRoutes(cluster, book, freshness, acceptance, quarantine, clock).routes());
        routes.addAll(new SegmentPoolRoutes(cluster, book, freshness, acceptance, quarantine, clock).routes());
        routes.addAll(new IpPolicyRoutes(cluster, book, freshness, acceptance, clock).routes());
        routes.addAll(new QosPolicyRoutes(cluster, book, freshness, acceptance, clock).routes());
        routes.addAll(new QosRuleRoutes(cluster, book, freshness, acceptance).routes());
        routes.addAll(new QosStatusRoutes(cluster, book, freshness, acceptance, waits).routes());
        routes.addAll(new SecurityGroupRoutes(cluster, book, freshness, acceptance, clock).routes());
        routes.addAll(new QuotaRoutes(cluster, book, freshness, acceptance).routes());
        return routes;
    }
}
