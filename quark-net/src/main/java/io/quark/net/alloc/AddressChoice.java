package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Nic;
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

    AddressChoice(NetState state, NetworkState network, Network record, Instant now, Stripe stripe) {
        this.state = state;
        this.network = network;
        this.record = record;
        this.now = now;
        this.stripe = stripe;
    }

    /** An address and the subnet that it is of. */
    record Found(Ip ip, SubnetState subnet) {

        Nic.NicAddress forNic() {
            return new Nic.NicAddress(
                    ip.text(),
                    subnet.cidr().prefix(),
                    subnet.subnet().id(),
                    subnet.subnet().gateway(),
                    subnet.subnet().routes(),
                    subnet.subnet().dns(),
                    false);
        }
    }

    /**
     * The addresses that are still missing.
     *
     * @param taken what the interface has already
     * @param mac of the interface
     */
    Choice<List<Found>> missing(List<Found> taken, Mac mac) {
        return switch (record.family()) {
            case ANY -> any(taken, mac);
            case BOTH -> both(taken, mac);
            case BOTH_REQUIRED -> bothRequired(taken, mac);
        };
    }

    /** An address asked for by name. */
    Choice<Found> requested(String text) {
        Checked<Ip> checked = Ip.parse(text);
        if (checked instanceof Checked.Bad<Ip> bad) {
            return Choice.Denied.firmly(
                    Refusals.malformed("ips", bad.all().get(0).detail()));
        }
        Ip ip = ((Checked.Good<Ip>) checked).value();
        Optional<SubnetState> subnet = network.subnetOf(ip);
        if (subnet.isEmpty()) {
            return Choice.Denied.firmly(Refusals.outside(ip, record.name(), network.subnetsInOrder()));
        }
        Optional<String> keptBack = subnet.get().keptBack(ip);
        if (keptBack.isPresent()) {
            return Choice.Denied.firmly(Refusals.keptBack(ip, keptBack.get(), record.name()));
        }
        ClaimSpace<Ip> space = subnet.get().addresses().space();
        Availability availability = space.availability(ip, now);
        if (availability instanceof Availability.Held held) {
            String holder = state.holder(held.ports());
            return new Choice.Denied<>(Refusals.addressInUse(ip, record.name(), holder), () -> space.isUndecided(ip));
        }
        if (availability instanceof Availability.CoolingUntil cooling) {
            return Choice.Denied.firmly(Refusals.addressCooling(ip, record.name(), cooling.matures()));
        }
        return new Choice.Chosen<>(new Found(ip, subnet.get()));
    }

    /** One address; a network without subnets gives its ports none. */
    private Choice<List<Found>> any(List<Found> taken, Mac mac) {
        if (!taken.isEmpty() || network.subnets().isEmpty()) {
            return new Choice.Chosen<>(List.of());
        }
        return next(IpFamily.IPV4, mac)
                .or(() -> next(IpFamily.IPV6, mac))
                .<Choice<List<Found>>>map(found -> new Choice.Chosen<>(List.of(found)))
                .orElseGet(() -> exhausted(network.subnetsInOrder()));
    }

    private Choice<List<Found>> both(List<Found> taken, Mac mac) {
        List<Found> found = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (lacks(taken, family)) {
                next(family, mac).ifPresent(found::add);
            }
        }
        return taken.isEmpty() && found.isEmpty() && !network.subnets().isEmpty()
                ? exhausted(network.subnetsInOrder())
                : new Choice.Chosen<>(found);
    }

    private Choice<List<Found>> bothRequired(List<Found> taken, Mac mac) {
        List<Found> found = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (lacks(taken, family)) {
                List<SubnetState> subnets = network.subnetsOf(family);
                if (subnets.isEmpty()) {
                    return Choice.Denied.firmly(Refusals.noSubnetOf(family, record.name()));
                }
                Optional<Found> next = next(family, mac);
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

    private Optional<Found> next(IpFamily family, Mac mac) {
        for (SubnetState subnet : network.subnetsOf(family)) {
            Optional<Ip> ip = subnet.automatic(mac, stripe, now);
            if (ip.isPresent()) {
                return Optional.of(new Found(ip.get(), subnet));
            }
        }
        return Optional.empty();
    }

    private Choice<List<Found>> exhausted(List<SubnetState> subnets) {
        return new Choice.Denied<>(
                Refusals.exhausted(record.name(), subnets),
                () -> subnets.stream()
                        .anyMatch(subnet -> subnet.addresses().space().hasReservations()));
    }
}
