package io.quark.net.model;

import io.quark.common.model.Subnet.Pool;
import io.quark.common.model.Subnet.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of one subnet by itself. Notes every fault it finds and goes on with what is sound. */
final class SubnetRules {

    private static final int MAX_POOLS = 64;
    private static final int MAX_ROUTES = 32;
    private static final int MAX_DNS = 8;
    private static final int MAX_REUSE_AFTER_S = 30 * 24 * 3600;
    private static final Pattern DOMAIN = Pattern.compile("(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
            + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");

    private final Faults faults;
    private final String at;

    /**
     * Looks at one subnet of a request.
     *
     * @param at pointer to the subnet
     */
    SubnetRules(Faults faults, String at) {
        this.faults = faults;
        this.at = at;
    }

    /** What a sound subnet says, canonical. */
    record Facts(Cidr cidr, Optional<Ip> gateway, List<Pool> pools, List<Route> routes, List<String> dns) {}

    /** Empty if already its range is at fault. */
    Optional<Facts> judge(SubnetRequest request) {
        request.name()
                .filter(name -> !NetworkRules.isName(name))
                .ifPresent(name -> faults.add(at + "/name", NetworkRules.NAME_RULE));
        request.domain()
                .filter(domain -> !DOMAIN.matcher(domain).matches())
                .ifPresent(domain -> faults.add(at + "/domain", "not a domain name, e.g. lab.example"));
        request.reuseAfterS().ifPresent(seconds -> reuseAfter(at, seconds, faults));
        NetworkRules.tags(at, request.tags(), faults);
        List<String> dns = dns(request.dns());
        return faults.take(at + "/cidr", Cidr.parse(request.cidr()))
                .filter(this::sizeIsUsable)
                .map(cidr -> within(cidr, request, dns));
    }

    static void reuseAfter(String at, int seconds, Faults faults) {
        if (seconds < 0 || seconds > MAX_REUSE_AFTER_S) {
            faults.add(at + "/reuse_after_s", "must be from 0 to " + MAX_REUSE_AFTER_S + " seconds");
        }
    }

    private boolean sizeIsUsable(Cidr cidr) {
        boolean v4 = cidr.family() == IpFamily.IPV4;
        int shortest = v4 ? NetworkRules.SHORTEST_PREFIX_IPV4 : NetworkRules.SHORTEST_PREFIX_IPV6;
        int longest = v4 ? NetworkRules.LONGEST_PREFIX_IPV4 : NetworkRules.LONGEST_PREFIX_IPV6;
        if (cidr.prefix() < shortest || cidr.prefix() > longest) {
            faults.add(
                    at + "/cidr",
                    "the prefix of an " + cidr.family() + " subnet must be from /" + shortest + " to /" + longest);
            return false;
        }
        if (v4 && (cidr.first().low() >>> 28) == 0xe) {
            faults.add(at + "/cidr", cidr + " is multicast; hosts cannot have its addresses");
            return false;
        }
        if (!v4 && (cidr.first().high() >>> 56) == 0xff) {
            faults.add(at + "/cidr", cidr + " is multicast; hosts cannot have its addresses");
            return false;
        }
        return true;
    }

    private Facts within(Cidr cidr, SubnetRequest request, List<String> dns) {
        Optional<Ip> gateway = gateway(cidr, request.gateway());
        List<Pool> pools = pools(cidr, gateway, request.pools());
        List<Route> routes = routes(cidr, gateway, request.routes());
        if (pools.isEmpty() && gateway.isPresent() && cidr.first().equals(cidr.last())) {
            faults.add(at + "/gateway", "it is the only address of " + cidr + ": none would be left for a machine");
        }
        return new Facts(cidr, gateway, pools, routes, dns);
    }

    private Optional<Ip> gateway(Cidr cidr, Optional<String> asked) {
        if (asked.isEmpty()) {
            return cidr.defaultGateway();
        }
        if (asked.get().equals(SubnetRequest.NO_GATEWAY)) {
            return Optional.empty();
        }
        Optional<Ip> gateway = faults.take(at + "/gateway", Ip.parse(asked.get()));
        gateway.ifPresent(ip -> {
            if (!cidr.contains(ip)) {
                faults.add(at + "/gateway", ip + " is not in " + cidr);
            }
            cidr.reserved(ip).ifPresent(why -> faults.add(at + "/gateway", ip + " is " + why + " of " + cidr));
        });
        return gateway;
    }

    private List<Pool> pools(Cidr cidr, Optional<Ip> gateway, List<Pool> asked) {
        if (asked.size() > MAX_POOLS) {
            faults.add(at + "/pools", "at most " + MAX_POOLS + " pools");
            return List.of();
        }
        List<Span<Ip>> spans = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String pointer = at + "/pools/" + i;
            Optional<Ip> start = member(pointer + "/start", asked.get(i).start(), cidr);
            Optional<Ip> end = member(pointer + "/end", asked.get(i).end(), cidr);
            if (start.isEmpty() || end.isEmpty()) {
                continue;
            }
            if (start.get().compareTo(end.get()) > 0) {
                faults.add(pointer, "it ends at " + end.get() + ", before it starts at " + start.get());
                continue;
            }
            Span<Ip> span = new Span<>(start.get(), end.get());
            spans.stream()
                    .filter(span::overlaps)
                    .findFirst()
                    .ifPresent(other -> faults.add(pointer, span + " overlaps the pool " + other));
            if (hasNothing(span, cidr, gateway)) {
                faults.add(pointer, span + " holds no address that a machine can have");
            }
            spans.add(span);
        }
        return spans.stream()
                .map(span -> new Pool(span.first().text(), span.last().text()))
                .toList();
    }

    private Optional<Ip> member(String pointer, String text, Cidr cidr) {
        return faults.take(pointer, Ip.parse(text)).filter(ip -> {
            boolean inside = cidr.contains(ip);
            if (!inside) {
                faults.add(pointer, ip + " is not in " + cidr);
            }
            return inside;
        });
    }

    /** Whether all of its addresses are kept back: at most three in a subnet are, so only short spans can be. */
    private static boolean hasNothing(Span<Ip> span, Cidr cidr, Optional<Ip> gateway) {
        Ip ip = span.first();
        while (cidr.reserved(ip).isPresent() || gateway.filter(ip::equals).isPresent()) {
            if (ip.equals(span.last())) {
                return true;
            }
            ip = ip.next();
        }
        return false;
    }

    private List<Route> routes(Cidr cidr, Optional<Ip> gateway, List<Route> asked) {
        if (asked.size() > MAX_ROUTES) {
            faults.add(at + "/routes", "at most " + MAX_ROUTES + " routes");
            return List.of();
        }
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String pointer = at + "/routes/" + i;
            Optional<Ip> nextHop = member(pointer + "/next_hop", asked.get(i).nextHop(), cidr);
            Optional<Cidr> destination = faults.take(
                    pointer + "/destination", Cidr.parse(asked.get(i).destination()));
            if (nextHop.isEmpty() || destination.isEmpty()) {
                continue;
            }
            Cidr to = destination.get();
            if (to.family() != cidr.family()) {
                faults.add(pointer + "/destination", to + " is not of the subnet's family, " + cidr.family());
            } else if (to.prefix() == 0 && gateway.isPresent()) {
                faults.add(
                        pointer,
                        "the default route already leads to the gateway " + gateway.get() + "; set the gateway to '"
                                + SubnetRequest.NO_GATEWAY + "' to route it yourself");
            } else if (to.prefix() > 0 && cidr.contains(to.first()) && to.prefix() >= cidr.prefix()) {
                faults.add(pointer + "/destination", to + " is the subnet's own: no route leads there");
            } else {
                routes.stream()
                        .map(route -> Cidr.of(route.destination()))
                        .filter(other -> conflict(other, to))
                        .findFirst()
                        .ifPresent(other -> faults.add(
                                pointer + "/destination",
                                other.equals(to) ? "a second route to " + to : to + " overlaps the route to " + other));
            }
            routes.add(new Route(to.text(), nextHop.get().text()));
        }
        return routes;
    }

    /** A default route overlaps every other one, and is what is left of them. */
    private static boolean conflict(Cidr one, Cidr other) {
        return one.equals(other) || (one.prefix() > 0 && other.prefix() > 0 && one.overlaps(other));
    }

    private List<String> dns(List<String> asked) {
        if (asked.size() > MAX_DNS) {
            faults.add(at + "/dns", "at most " + MAX_DNS + " name servers");
            return List.of();
        }
        List<String> servers = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            faults.take(at + "/dns/" + i, Ip.parse(asked.get(i))).map(Ip::text).ifPresent(servers::add);
        }
        return servers.stream().distinct().toList();
    }
}
