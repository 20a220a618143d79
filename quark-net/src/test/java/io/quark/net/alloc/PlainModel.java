package io.quark.net.alloc;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Subnet;
import io.quark.net.alloc.NetTree.Held;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import io.quark.net.model.MacBlock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Which interfaces can be had, said as plainly as possible: sets, and loops over every address. */
final class PlainModel {

    private static final int MAC_REUSE_AFTER_S = 300;

    private final MacBlock macs;
    private final NetTree tree;
    private final Instant now;
    private final Set<String> taken = new HashSet<>();

    PlainModel(String macs, NetTree tree, Instant now) {
        this.macs = MacBlock.of(macs);
        this.tree = tree;
        this.now = now;
        tree.addresses.stream()
                .filter(held -> !matured(held, subnet(held.place()).reuseAfterS()))
                .forEach(held -> taken.add(subnet(held.place()).network() + " " + held.value()));
        tree.macs.stream().filter(held -> !matured(held, MAC_REUSE_AFTER_S)).forEach(held -> taken.add(held.value()));
    }

    private Subnet subnet(String id) {
        return Objects.requireNonNull(tree.subnets.get(id));
    }

    private boolean matured(Held held, int reuseAfterS) {
        return held.cooling() && !held.since().plusSeconds(reuseAfterS).isAfter(now);
    }

    /** Whether all of these can be had now. */
    boolean possible(List<NicRequest> nics) {
        for (NicRequest nic : nics) {
            Optional<Network> network = Optional.ofNullable(tree.networks.get(nic.network()));
            if (network.filter(one -> one.state() == Network.State.ACTIVE).isEmpty()) {
                return false;
            }
            if (nic.port().isEmpty() && !mayBeUnder(nic)) {
                return false;
            }
            if (nic.port().isPresent() ? !takePort(nic.port().get()) : !takeNamed(nic)) {
                return false;
            }
        }
        return nics.stream().filter(nic -> nic.port().isEmpty()).allMatch(this::takeRest);
    }

    private boolean mayBeUnder(NicRequest nic) {
        return nic.qosPolicy().stream()
                        .allMatch(id -> Optional.ofNullable(tree.qosPolicies.get(id))
                                .filter(policy -> policy.state() == QosPolicy.State.ACTIVE)
                                .isPresent())
                && tree.groups.keySet().containsAll(nic.securityGroups());
    }

    private boolean takePort(String id) {
        Optional<Port> port = Optional.ofNullable(tree.ports.get(id));
        return port.filter(one -> one.device().isEmpty() && one.leaving().isEmpty())
                        .filter(one ->
                                one.batch().filter(tree.pending::contains).isEmpty())
                        .isPresent()
                && taken.add(id);
    }

    private boolean takeNamed(NicRequest nic) {
        for (String ip : nic.ips()) {
            Optional<Subnet> subnet = subnets(nic.network()).stream()
                    .filter(one -> Cidr.of(one.cidr()).contains(Ip.of(ip)))
                    .findFirst();
            if (subnet.isEmpty()
                    || subnet.get().deleting().isPresent()
                    || !tree.mayBeUsed(subnet.get(), Ip.of(ip))
                    || !taken.add(nic.network() + " " + ip)) {
                return false;
            }
        }
        return nic.mac().isEmpty() || taken.add(nic.mac().get());
    }

    private List<Subnet> subnets(String network) {
        return tree.subnets.values().stream()
                .filter(subnet -> subnet.network().equals(network))
                .toList();
    }

    private boolean takeRest(NicRequest nic) {
        return (nic.mac().isPresent() || takeAnyMac()) && takeFamilies(nic);
    }

    private boolean takeAnyMac() {
        for (Mac mac = macs.first(); macs.contains(mac); mac = mac.next()) {
            if (taken.add(mac.text())) {
                return true;
            }
        }
        return false;
    }

    private boolean takeFamilies(NicRequest nic) {
        boolean has4 = nic.ips().stream().anyMatch(ip -> ip.contains("."));
        boolean has6 = nic.ips().stream().anyMatch(ip -> ip.contains(":"));
        boolean none = subnets(nic.network()).isEmpty();
        return switch (Objects.requireNonNull(tree.networks.get(nic.network())).family()) {
            case ANY -> none || has4 || has6 || takeAny(nic, IpFamily.IPV4) || takeAny(nic, IpFamily.IPV6);
            case BOTH -> {
                boolean got4 = has4 || takeAny(nic, IpFamily.IPV4);
                boolean got6 = has6 || takeAny(nic, IpFamily.IPV6);
                yield got4 || got6 || none;
            }
            case BOTH_REQUIRED -> (has4 || takeAny(nic, IpFamily.IPV4)) && (has6 || takeAny(nic, IpFamily.IPV6));
        };
    }

    private boolean takeAny(NicRequest nic, IpFamily family) {
        return subnets(nic.network()).stream()
                .filter(subnet -> Cidr.of(subnet.cidr()).family() == family)
                .filter(subnet -> subnet.deleting().isEmpty())
                .anyMatch(this::takeAny);
    }

    private boolean takeAny(Subnet subnet) {
        Cidr cidr = Cidr.of(subnet.cidr());
        List<Subnet.Pool> pools = subnet.pools().isEmpty()
                ? List.of(new Subnet.Pool(cidr.first().text(), cidr.last().text()))
                : subnet.pools();
        for (Subnet.Pool pool : pools) {
            Ip last = Ip.of(pool.end());
            Ip ip = Ip.of(pool.start());
            // Few are in use: a large subnet is never looked through to its end.
            for (int i = 0; i < 2000; i++) {
                if (tree.mayBeUsed(subnet, ip) && taken.add(subnet.network() + " " + ip.text())) {
                    return true;
                }
                if (ip.equals(last)) {
                    break;
                }
                ip = ip.next();
            }
        }
        return false;
    }
}
