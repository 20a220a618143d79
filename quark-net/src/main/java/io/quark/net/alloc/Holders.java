package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.net.model.Ip;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * What keeps something from going, for people: the first ten by name, and how many more there are.
 *
 * @param named at most {@value #NAMED}
 */
record Holders(List<String> named, int more) {

    /** How many holders a refusal names. */
    static final int NAMED = 10;

    static final Holders NONE = new Holders(List.of(), 0);

    Holders {
        named = List.copyOf(named);
    }

    static Holders of(Stream<String> all) {
        PriorityQueue<String> first = new PriorityQueue<>(Comparator.reverseOrder());
        int[] more = {0};
        all.forEach(holder -> {
            first.add(holder);
            if (first.size() > NAMED) {
                first.remove();
                more[0]++;
            }
        });
        return new Holders(first.stream().sorted().toList(), more[0]);
    }

    boolean isEmpty() {
        return named.isEmpty();
    }

    /** All of it in one phrase. */
    String text() {
        return String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
    }

    /** A network by its name, where it is known. */
    static String network(NetState state, String id) {
        return "network "
                + state.network(id)
                        .flatMap(NetworkState::network)
                        .map(known -> "'" + known.record().name() + "' (" + id + ")")
                        .orElse(id);
    }

    /** An address in use, and who has it. */
    static String address(NetworkState network, Map.Entry<Ip, Claim> claim) {
        return "address " + claim.getKey() + by(network, claim.getValue());
    }

    /** Who has a MAC, for the end of a phrase. */
    static String by(NetState state, Claim claim) {
        return claim.ports().isEmpty() ? byItself(claim) : " of " + state.holder(claim.ports());
    }

    private static String byItself(Claim claim) {
        return claim.device()
                .map(device -> " of " + device.type() + " " + device.id())
                .or(() -> claim.note().map(note -> " (" + note + ")"))
                .orElse("");
    }

    private static String by(NetworkState network, Claim claim) {
        if (!claim.ports().isEmpty()) {
            List<String> ports = claim.ports().stream()
                    .map(id -> Optional.ofNullable(network.ports().get(id))
                            .map(port -> NetState.describe(port.record()))
                            .orElse("port " + id))
                    .toList();
            return " of " + String.join(", ", ports);
        }
        return byItself(claim);
    }
}
