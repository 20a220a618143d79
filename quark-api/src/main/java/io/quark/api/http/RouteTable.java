package io.quark.api.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All routes of the api, each operation and each place once. */
public record RouteTable(List<Route> routes) {

    public RouteTable {
        routes = List.copyOf(routes);
        Set<String> places = new HashSet<>();
        Set<String> operations = new HashSet<>();
        for (Route route : routes) {
            String place = route.method() + " " + route.path().replaceAll("\\{[a-z_]+}", "{}");
            if (!places.add(place) || !operations.add(route.operation())) {
                throw new IllegalArgumentException("twice in the route table: " + place + " " + route.operation());
            }
        }
    }
}
