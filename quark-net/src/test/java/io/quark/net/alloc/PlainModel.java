package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import io.quark.net.model.MacBlock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What allocation means, said as plainly as possible: sets, and loops over every address. */
final class PlainModel {

    private static final int MAC_REUSE_AFTER_S = 300;

    private final MacBlock macs;
    private final Map<String, CreateNetwork> networks = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Map<String, Instant> cooling = new HashMap<>();

    PlainModel(String macs) {
        this.macs = MacBlock.of(macs);
    }

    private static String key(String network, String ip) {
        return network + " " + ip;
    }

    void made(CreateNetwork create) {
        networks.put(create.network().id(), create);
    }

    void removed(String network) {
        networks.remove(network);
        assertThat(used).noneMatch(key -> key.startsWith(network));
        cooling.keySet().removeIf(key -> key.startsWith(network));
    }

    Set<String> networks() {
        return networks.keySet();
    }

    /** Interfaces were committed: fails if they might not be. */
    void built(List<Nic> nics, Instant now) {
        for (Nic nic : nics) {
            assertThat(networks).containsKey(nic.network().id());
            take(nic.mac(), MAC_REUSE_AFTER_S, now);
            for (Nic.NicAddress address : nic.addresses()) {
                Subnet subnet = subnet(nic.network().id(), address.ip());
                assertThat(address.subnet()).isEqualTo(subnet.id());
                assertThat(isHost(subnet, Ip.of(address.ip())))
                        .as("%s is a host's", address)
                        .isTrue();
                take(key(nic.network().id(), address.ip()), subnet.reuseAfterS(), now);
            }
        }
    }

    private void take(String key, int reuseAfterS, Instant now) {
        assertThat(used).as("given twice").doesNotContain(key);
        if (cooling.containsKey(key)) {
            assertThat(cooling.get(key).plusSeconds(reuseAfterS))
                    .as("%s is cooling", key)
                    .isBeforeOrEqualTo(now);
            cooling.remove(key);
        }
        used.add(key);
    }

    void released(List<Nic> nics, Instant now) {
        for (Nic nic : nics) {
            cool(nic.mac(), now);
            nic.addresses().forEach(address -> cool(key(nic.network().id(), address.ip()), now));
        }
    }

    private void cool(String key, Instant now) {
        assertThat(used.remove(key)).as("%s was used", key).isTrue();
        cooling.put(key, now);
    }

    private Subnet subnet(String network, String ip) {
        return networks.get(network).subnets().stream()
                .filter(subnet -> Cidr.of(subnet.cidr()).contains(Ip.of(ip)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isHost(Subnet subnet, Ip ip) {
        Cidr cidr = Cidr.of(subnet.cidr());
        boolean pointToPoint = cidr.size().longValue() == 1 || cidr.size().longValue() == 2;
        boolean first = ip.equals(cidr.first()) && !pointToPoint;
        boolean broadcast = ip.equals(cidr.last()) && !pointToPoint && cidr.family() == IpFamily.IPV4;
        return !first
                && !broadcast
                && subnet.gateway().filter(ip.text()::equals).isEmpty();
    }

    private boolean available(String key, int reuseAfterS, Instant now) {
        return !used.contains(key)
                && (!cooling.containsKey(key)
                        || !cooling.get(key).plusSeconds(reuseAfterS).isAfter(now));
    }

    /** Whether these interfaces can be had now. */
    boolean possible(List<NicRequest> nics, Instant now) {
        Set<String> taken = new HashSet<>();
        for (NicRequest nic : nics) {
            if (!networks.containsKey(nic.network())) {
                return false;
            }
            for (String ip : nic.ips()) {
                Subnet subnet = subnet(nic.network(), ip);
                String key = key(nic.network(), ip);
                if (!isHost(subnet, Ip.of(ip)) || !available(key, subnet.reuseAfterS(), now) || !taken.add(key)) {
                    return false;
                }
            }
            if (nic.mac().isPresent()
                    && (!available(nic.mac().get(), MAC_REUSE_AFTER_S, now)
                            || !taken.add(nic.mac().get()))) {
                return false;
            }
        }
        for (NicRequest nic : nics) {
            if (nic.mac().isEmpty() && !takeAnyMac(taken, now)) {
                return false;
            }
            if (!takeFamilies(nic, taken, now)) {
                return false;
            }
        }
        return true;
    }

    private boolean takeAnyMac(Set<String> taken, Instant now) {
        for (Mac mac = macs.first(); macs.contains(mac); mac = mac.next()) {
            if (available(mac.text(), MAC_REUSE_AFTER_S, now) && taken.add(mac.text())) {
                return true;
            }
        }
        return false;
    }

    private boolean takeFamilies(NicRequest nic, Set<String> taken, Instant now) {
        Network network = networks.get(nic.network()).network();
        boolean has4 = nic.ips().stream().anyMatch(ip -> ip.contains("."));
        boolean has6 = nic.ips().stream().anyMatch(ip -> ip.contains(":"));
        boolean none = networks.get(nic.network()).subnets().isEmpty();
        return switch (network.family()) {
            case ANY ->
                has4
                        || has6
                        || none
                        || takeAny(nic, IpFamily.IPV4, taken, now)
                        || takeAny(nic, IpFamily.IPV6, taken, now);
            case BOTH -> {
                boolean got4 = has4 || takeAny(nic, IpFamily.IPV4, taken, now);
                boolean got6 = has6 || takeAny(nic, IpFamily.IPV6, taken, now);
                yield got4 || got6 || none;
            }
            case BOTH_REQUIRED ->
                (has4 || takeAny(nic, IpFamily.IPV4, taken, now)) && (has6 || takeAny(nic, IpFamily.IPV6, taken, now));
        };
    }

    private boolean takeAny(NicRequest nic, IpFamily family, Set<String> taken, Instant now) {
        for (Subnet subnet : networks.get(nic.network()).subnets()) {
            Cidr cidr = Cidr.of(subnet.cidr());
            if (cidr.family() != family) {
                continue;
            }
            List<Subnet.Pool> pools = subnet.pools().isEmpty()
                    ? List.of(new Subnet.Pool(cidr.first().text(), cidr.last().text()))
                    : subnet.pools();
            for (Subnet.Pool pool : pools) {
                Ip last = Ip.of(pool.end());
                // A /64 is never looked through to its end here.
                Ip ip = Ip.of(pool.start());
                for (int i = 0; i < 1000 && ip.compareTo(last) <= 0; i++, ip = ip.next()) {
                    String key = key(nic.network(), ip.text());
                    if (isHost(subnet, ip) && available(key, subnet.reuseAfterS(), now) && taken.add(key)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
