package io.quark.net.alloc;

import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What of a subnet is never handed out, and why: spans, however long. Immutable. */
final class KeptBack {

    /** @param why completes "the address is ..." */
    record Reason(Span<Ip> span, String why) {}

    private final List<Reason> reasons;

    private KeptBack(List<Reason> reasons) {
        this.reasons = List.copyOf(reasons);
    }

    /** The ends of the range, its gateway, and what its policy excludes. */
    static KeptBack of(Cidr cidr, Optional<Ip> gateway, Optional<PolicyState> policy) {
        List<Reason> reasons = new ArrayList<>();
        gateway.ifPresent(ip -> reasons.add(new Reason(Span.of(ip), "the gateway")));
        cidr.reserved(cidr.first()).ifPresent(why -> reasons.add(new Reason(Span.of(cidr.first()), why)));
        if (cidr.family() == IpFamily.IPV4) {
            cidr.reserved(cidr.last()).ifPresent(why -> reasons.add(new Reason(Span.of(cidr.last()), why)));
        }
        policy.ifPresent(one -> reasons.addAll(one.excluded(cidr)));
        return new KeptBack(reasons);
    }

    static KeptBack of(Stream<Reason> reasons) {
        return new KeptBack(reasons.toList());
    }

    /** All of it. */
    static KeptBack whole(Cidr cidr, String why) {
        return new KeptBack(List.of(new Reason(cidr.span(), why)));
    }

    /** What either keeps back. */
    KeptBack and(KeptBack other) {
        return new KeptBack(Stream.concat(reasons.stream(), other.reasons.stream())
                .distinct()
                .toList());
    }

    /** Why it is never handed out; empty if it may be. */
    Optional<String> why(Ip ip) {
        return reasons.stream()
                .filter(reason -> reason.span.contains(ip))
                .map(Reason::why)
                .findFirst();
    }

    Stream<Span<Ip>> spans() {
        return reasons.stream().map(Reason::span);
    }
}
