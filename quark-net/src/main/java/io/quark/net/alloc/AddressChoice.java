package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.Network;
import io.quark.common.model.Port.PortAddress;
import io.quark.net.model.Checked;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses an interface gets on its network: those asked for, and of each family that the network's strategy
 * wants and that nobody asked for, the next one.
 */
final class AddressChoice {

    private final NetState state;
    private final NetworkState network;
    private final Network record;
    private final Instant now;
    private final Stripe stripe;

    AddressChoice(NetState state, Reach.OpenNetwork network, Instant now, Stripe stripe) {
        this.state = state;
        this.network = network.state();
        this.record = network.record();
        this.now = now;
        this.stripe = stripe;
    }

    /**
     * Who asks for an address.
     *
     * @param mac of its interface; absent: it has none
     * @param seed from which a stable address follows: id of the port
     */
    record Asker(Optional<Mac> mac, String seed) {}

    /** An address and the subnet that it is of. */
    record Found(Ip ip, SubnetState subnet) {

        /** Claims it for a port, under the rules that it was found by. */
        void claim(String port, String workUnit, Draft draft) {
            claim(port, Claim.allocated(port, workUnit), draft);
        }

        void claim(String holder, Claim claim, Draft draft) {
            subnet.restsOn(draft);
            subnet.addresses().claim(ip, holder, claim, draft);
        }

        PortAddress forPort(boolean shared) {
            return new PortAddress(ip.text(), subnet.subnet().id(), shared, false);
        }
    }

    /**
     * The addresses that are still missing.
     *
     * @param taken what the interface has already
     */
    Choice<List<Found>> missing(List<Found> taken, Asker asker) {
        return switch (record.family()) {
            case ANY -> any(taken, asker);
            case BOTH -> both(taken, asker);
            case BOTH_REQUIRED -> bothRequired(taken, asker);
        };
    }

    /** An address as it is asked for. */
    Choice<Found> of(AddressSpec spec, Asker asker) {
        if (spec.ip().isPresent()) {
            return requested(spec.ip().get(), spec.subnet());
        }
        if (spec.subnet().isEmpty()) {
            return next(network.subnetsInOrder(), asker);
        }
        Optional<SubnetState> subnet =
                Optional.ofNullable(network.subnets().get(spec.subnet().get()));
        if (subnet.isEmpty()) {
            return Choice.Denied.firmly(PortRefusals.noSuchSubnet(spec.subnet().get(), record.name()));
        }
        return isGoing(subnet.get()) ? going(subnet.get()) : next(List.of(subnet.get()), asker);
    }

    /**
     * An address asked for by name.
     *
     * @param wanted id of the subnet that it is to be of, where that was said, too
     */
    Choice<Found> requested(String text, Optional<String> wanted) {
        Checked<Ip> checked = Ip.parse(text);
        if (checked instanceof Checked.Bad<Ip> bad) {
            return Choice.Denied.firmly(
                    Refusals.malformed("ips", bad.all().get(0).detail()));
        }
        Ip ip = ((Checked.Good<Ip>) checked).value();
        Optional<SubnetState> subnet = network.subnetOf(ip);
        if (subnet.isEmpty()
                || wanted.filter(id -> !subnet.get().subnet().id().equals(id)).isPresent()) {
            return Choice.Denied.firmly(Refusals.outside(ip, record.name(), network.subnetsInOrder()));
        }
        return requested(ip, subnet.get());
    }

    private Choice<Found> requested(Ip ip, SubnetState subnet) {
        if (isGoing(subnet)) {
            return going(subnet);
        }
        Optional<String> keptBack = subnet.keptBack(ip);
        if (keptBack.isPresent()) {
            return Choice.Denied.firmly(Refusals.keptBack(ip, keptBack.get(), record.name()));
        }
        ClaimSpace<Ip> space = subnet.addresses().space();
        Availability availability = space.availability(ip, now);
        if (availability instanceof Availability.Held held) {
            return new Choice.Denied<>(
                    Refusals.addressInUse(ip, record.name(), holder(ip, space, held)), () -> space.isUndecided(ip));
        }
        if (availability instanceof Availability.CoolingUntil cooling) {
            return Choice.Denied.firmly(Refusals.addressCooling(ip, record.name(), cooling.matures()));
        }
        return new Choice.Chosen<>(new Found(ip, subnet));
    }

    private String holder(Ip ip, ClaimSpace<Ip> space, Availability.Held held) {
        return space.claim(ip)
                .filter(node -> !node.cooling() && node.claim().ports().isEmpty())
                .map(node -> PortRefusals.holder(node.claim()))
                .orElseGet(() -> state.holder(held.ports()));
    }

    private static boolean isGoing(SubnetState subnet) {
        return subnet.subnet().deleting().isPresent();
    }

    private static <T> Choice<T> going(SubnetState subnet) {
        return Choice.Denied.firmly(PortRefusals.subnetIsGoing(subnet.cidr().text()));
    }

    /** One address; a network without subnets gives its ports none. */
    private Choice<List<Found>> any(List<Found> taken, Asker asker) {
        if (!taken.isEmpty() || network.subnets().isEmpty()) {
            return new Choice.Chosen<>(List.of());
        }
        return next(IpFamily.IPV4, asker)
                .or(() -> next(IpFamily.IPV6, asker))
                .<Choice<List<Found>>>map(found -> new Choice.Chosen<>(List.of(found)))
                .orElseGet(() -> exhausted(network.subnetsInOrder()));
    }

    private Choice<List<Found>> both(List<Found> taken, Asker asker) {
        List<Found> found = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (lacks(taken, family)) {
                next(family, asker).ifPresent(found::add);
            }
        }
        return taken.isEmpty() && found.isEmpty() && !network.subnets().isEmpty()
                ? exhausted(network.subnetsInOrder())
                : new Choice.Chosen<>(found);
    }

    private Choice<List<Found>> bothRequired(List<Found> taken, Asker asker) {
        List<Found> found = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (lacks(taken, family)) {
                List<SubnetState> subnets = network.subnetsOf(family);
                if (subnets.isEmpty()) {
                    return Choice.Denied.firmly(Refusals.noSubnetOf(family, record.name()));
                }
                Optional<Found> next = next(family, asker);
                if (next.isEmpty()) {
                    return exhausted(subnets);
                }
                found.add(next.get());
            }
        }
        return new Choice.Chosen<>(found);
    }

    private static boolean lacks(List<Found> found, IpFamily family) {
        return found.stream().noneMatch(one -> one.ip().family() == family);
    }

    private Choice<Found> next(List<SubnetState> subnets, Asker asker) {
        return firstOf(subnets, asker).<Choice<Found>>map(Choice.Chosen::new).orElseGet(() -> exhausted(subnets));
    }

    private Optional<Found> next(IpFamily family, Asker asker) {
        return firstOf(network.subnetsOf(family), asker);
    }

    private Optional<Found> firstOf(List<SubnetState> subnets, Asker asker) {
        for (SubnetState subnet : subnets) {
            Optional<Ip> ip = isGoing(subnet) ? Optional.empty() : automatic(subnet, asker, stripe, now);
            if (ip.isPresent()) {
                return Optional.of(new Found(ip.get(), subnet));
            }
        }
        return Optional.empty();
    }

    /** The next address of a subnet; empty only if there is none. */
    static Optional<Ip> automatic(SubnetState subnet, Asker asker, Stripe stripe, Instant now) {
        Optional<Ip> derived = subnet.family() == IpFamily.IPV4
                ? Optional.empty()
                : Ipv6Choice.choose(subnet, asker.mac(), asker.seed(), now);
        return derived.or(() -> subnet.addresses().space().automatic(stripe, now));
    }

    private <T> Choice<T> exhausted(List<SubnetState> subnets) {
        return new Choice.Denied<>(
                Refusals.exhausted(record.name(), subnets),
                () -> subnets.stream()
                        .anyMatch(subnet -> subnet.addresses().space().hasReservations()));
    }
}
