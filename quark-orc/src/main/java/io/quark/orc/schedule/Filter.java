package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can keep a machine off a host, in the order in which it is asked. */
enum Filter {
    ALIVE {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return host.condition() != HostFacts.Condition.DOWN;
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("is down", "are down");
        }
    },
    STATE {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return host.condition() != HostFacts.Condition.CORDONED;
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("takes", "take") + " no new machines (cordoned)";
        }
    },
    EXCLUDED {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return !request.excluded().contains(host.name());
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("failed", "failed") + " it before";
        }
    },
    COMPUTE {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.compute().isEmpty() || request.compute().get().equals(host.name());
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("is", "are") + " not the one asked for ("
                    + request.compute().orElse("") + ")";
        }
    },
    MOVE {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.move()
                    .map(move -> !move.from().equals(host.name()) && (host.receives() || !move.sent()))
                    .orElse(true);
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("has it already, or takes", "have it already, or take") + " no machines from other hosts";
        }
    },
    ZONE {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.zone().isEmpty() || request.zone().get().equals(host.zone());
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("is", "are") + " outside the zone " + request.zone().orElse("");
        }
    },
    LABELS {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return host.labels().entrySet().containsAll(request.labels().entrySet());
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("lacks", "lack") + " the labels " + request.labels();
        }
    },
    HYPERVISOR {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.hypervisor().isEmpty() || request.hypervisor().get().equals(host.hypervisor());
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("has", "have") + " another hypervisor than "
                    + request.hypervisor().orElse("");
        }
    },
    NETWORK {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return host.reach().carries(request.networks());
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("cannot", "cannot") + " carry its networks ("
                    + request.networks().stream()
                            .map(NetworkNeed::words)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ")";
        }
    },
    SHARED_STORAGE {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return host.disks().shares(request);
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("does", "do") + " not share the storage "
                    + request.storage().orElse("")
                    + ", where it has volumes or snapshots that are not copied";
        }
    },
    STORAGE_POOLS {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return host.disks().hasPools(request);
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return who.does("lacks", "lack") + " the storage pools that its volumes lie in ("
                    + request.pools().stream().sorted().collect(Collectors.joining(", "))
                    + ")";
        }
    },
    RAM {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.needs().ram() <= free.ram();
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return lacks(who, most.ram(), " MiB");
        }
    },
    CPU {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.needs().cpu() <= free.cpu();
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return lacks(who, most.cpu(), "");
        }
    },
    STORAGE {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.needs().storage() <= free.storage();
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return lacks(who, most.storage(), " MiB");
        }
    },
    BANDWIDTH {
        @Override
        boolean passes(PlacementRequest request, HostFacts host, Resources free) {
            return request.needs().bandwidth() <= free.bandwidth();
        }

        @Override
        String says(PlacementRequest request, Subject who, Resources most) {
            return lacks(who, most.bandwidth(), " kbit/s");
        }
    };

    abstract boolean passes(PlacementRequest request, HostFacts host, Resources free);

    /** @param most the largest free amount of each resource among the hosts that it removed */
    abstract String says(PlacementRequest request, Subject who, Resources most);

    /** Its name in explanations. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    String lacks(Subject who, long largest, String unit) {
        return who.does("lacks ", "lack ") + text() + " (largest free " + Math.max(0, largest) + unit + ")";
    }

    /** Whom a sentence is about: one host by its name, or a number of them. */
    record Subject(String words, boolean many) {

        static Subject of(String host) {
            return new Subject(host, false);
        }

        static Subject of(int hosts) {
            return new Subject(Integer.toString(hosts), hosts != 1);
        }

        String does(String verbOfOne, String verbOfMany) {
            return words + " " + (many ? verbOfMany : verbOfOne);
        }
    }

    /** The first filter that removes this host; empty if it can take the machine. */
    static Optional<Filter> firstAgainst(PlacementRequest request, HostFacts host, Resources free) {
        for (Filter filter : values()) {
            if (!filter.passes(request, host, free)) {
                return Optional.of(filter);
            }
        }
        return Optional.empty();
    }
}
