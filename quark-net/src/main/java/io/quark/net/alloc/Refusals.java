package io.quark.net.alloc;

import io.quark.common.model.Problem;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.SegmentPool;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import io.quark.net.model.SegmentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why something cannot be had, in words. One place for the types of problems that allocation knows. */
final class Refusals {

    private Refusals() {}

    static Problem unknownChange(String kind) {
        return Problem.of(
                "unknown-kind",
                "Unknown kind of work",
                400,
                "this version does not know work of the kind " + kind,
                "upgrade quark-orc");
    }

    static Problem noSuchNetwork(String id) {
        return Problem.of(
                "network-not-found",
                "Network not found",
                404,
                "there is no network " + id + " that this project may use",
                "look at the networks of the project, or ask its owner to share it");
    }

    static Problem networkIsGoing(String name) {
        return Problem.of(
                "network-deleting",
                "Network is being deleted",
                409,
                "network '" + name + "' is being deleted",
                "use another network");
    }

    static Problem malformed(String pointer, String detail) {
        return new Problem(
                "address-malformed",
                "Not an address",
                400,
                detail,
                Optional.of("correct it and ask again"),
                List.of(new Fault(pointer, detail)));
    }

    static Problem outside(Ip ip, String network, List<SubnetState> subnets) {
        String ranges = subnets.isEmpty()
                ? "which has none"
                : subnets.stream().map(state -> state.cidr().text()).collect(Collectors.joining(", "));
        return Problem.of(
                "address-outside",
                "Address outside of every subnet",
                422,
                ip + " is in no subnet of network '" + network + "' (" + ranges + ")",
                "ask for an address of one of its subnets, or for none");
    }

    static Problem keptBack(Ip ip, String why, String network) {
        return Problem.of(
                "address-kept-back",
                "Address is never handed out",
                422,
                ip + " is " + why + " on network '" + network + "'",
                "ask for another address, or for none");
    }

    static Problem addressInUse(Ip ip, String network, String holder) {
        return Problem.of(
                "address-in-use",
                "Address in use",
                409,
                ip + " on network '" + network + "' is used by " + holder,
                "ask for another address, or for none");
    }

    static Problem addressCooling(Ip ip, String network, Instant until) {
        return Problem.of(
                "address-cooling",
                "Address in quarantine",
                409,
                ip + " on network '" + network + "' was released recently; it may be handed out from " + until,
                "ask again then, or for another address");
    }

    static Problem macInUse(Mac mac, String holder) {
        return Problem.of(
                "mac-in-use", "MAC in use", 409, mac + " is used by " + holder, "ask for another MAC, or for none");
    }

    static Problem macCooling(Mac mac, Instant until) {
        return Problem.of(
                "mac-cooling",
                "MAC in quarantine",
                409,
                mac + " was released recently; it may be handed out from " + until,
                "ask again then, or for another MAC");
    }

    static Problem macsExhausted(List<MacRangeState> ranges) {
        String each = ranges.stream().map(Refusals::describe).collect(Collectors.joining("; "));
        return Problem.of(
                "mac-range-exhausted",
                "No MAC left",
                409,
                ranges.isEmpty() ? "there is no range of MACs" : "no MAC is left: " + each,
                "add a range of MACs");
    }

    private static String describe(MacRangeState state) {
        return state.macs().space().ranges().stream()
                .map(range -> state.block() + ": size " + range.size() + ", used " + range.used() + ", excluded "
                        + range.excluded() + ", cooling " + range.cooling()
                        + next(state.macs().space().nextMatures(range)))
                .collect(Collectors.joining("; "));
    }

    static Problem noSubnetOf(IpFamily family, String network) {
        return Problem.of(
                "family-missing",
                "Address family missing",
                409,
                "network '" + network + "' requires an address of each family and has no " + family + " subnet",
                "add a subnet of that family");
    }

    static Problem exhausted(String network, List<SubnetState> subnets) {
        List<Usage> usages = subnets.stream().map(SubnetState::usage).toList();
        String pools = usages.stream()
                .flatMap(usage -> usage.pools().stream().map(pool -> describe(usage, pool)))
                .collect(Collectors.joining("; "));
        Optional<Instant> next = usages.stream()
                .flatMap(usage -> usage.pools().stream())
                .flatMap(pool -> pool.nextMatures().stream())
                .min(Instant::compareTo);
        return Problem.of(
                "subnet-exhausted",
                "No address left",
                409,
                "no address is left on network '" + network + "': " + pools,
                next.map(at -> "ask again at " + at + ", when a released address matures, or add a subnet")
                        .orElse("delete machines that are not needed, or add a subnet"));
    }

    private static String describe(Usage usage, Usage.PoolUsage pool) {
        return usage.cidr() + " pool " + pool.start() + "-" + pool.end() + ": size " + pool.size() + ", used "
                + pool.used() + ", excluded " + pool.excluded() + ", cooling " + pool.cooling()
                + next(pool.nextMatures());
    }

    private static String next(Optional<Instant> matures) {
        return matures.map(at -> " (next matures at " + at + ")").orElse("");
    }

    static Problem nameTaken(String what, String name, String holder) {
        return Problem.of(
                "name-taken",
                "Name taken",
                409,
                "the name '" + name + "' is taken by " + what + " " + holder + " in this project",
                "choose another name, or delete that " + what);
    }

    static Problem quotaExceeded(String project, String what, int most, int has, int more) {
        return Problem.of(
                "quota-exceeded",
                "Quota exceeded",
                409,
                "project " + project + " may have " + most + " " + what + " and has " + has + "; " + more
                        + " more are asked for",
                "delete what is not needed, or have the quota raised");
    }

    static Problem tooManyAddresses(String project, int most, int count) {
        return Problem.of(
                "quota-exceeded",
                "Quota exceeded",
                409,
                "a port of project " + project + " may have " + most + " addresses, not " + count,
                "ask for fewer, or have the quota raised");
    }

    /** For the moment only: never shown to anybody. */
    static Problem beingChanged() {
        return Problem.of(
                "being-changed", "Being changed", 409, "another change of it is under way", "ask again in a moment");
    }

    static Problem invalidNetwork(List<Fault> faults) {
        return new Problem(
                "invalid-network",
                "Network cannot be made",
                422,
                faults.stream()
                        .map(fault -> fault.pointer() + ": " + fault.detail())
                        .collect(Collectors.joining("; ")),
                Optional.of("correct the faults and ask again"),
                faults);
    }

    static Problem networkInUse(String network, Holders holders) {
        return Problem.of(
                "network-in-use",
                "Network in use",
                409,
                "network '" + network + "' is held by " + holders.text(),
                "delete those first");
    }

    static Problem segmentInUse(String space, SegmentId id, String holder) {
        return Problem.of(
                "segment-in-use",
                "Segment in use",
                409,
                space + " " + id + " is used by " + holder,
                "ask for another id, or for none");
    }

    static Problem segmentCooling(String space, SegmentId id, Instant until) {
        return Problem.of(
                "segment-cooling",
                "Segment in quarantine",
                409,
                space + " " + id + " was released recently; it may be handed out from " + until,
                "ask again then, or for another id");
    }

    static Problem poolIsGoing(SegmentId id, String pool) {
        return Problem.of(
                "segment-pool-going",
                "Segment pool is being changed",
                409,
                id + " is about to leave the segment pool '" + pool + "'",
                "ask again in a moment, or for another id");
    }

    static Problem segmentsExhausted(SegmentSpace space) {
        List<SegmentPool> pools = space.inOrder();
        String each = pools.stream()
                .flatMap(pool -> space.usage(pool).stream()
                        .map(usage -> "pool '" + pool.name() + "' " + usage.start() + "-" + usage.end() + ": size "
                                + usage.size() + ", used " + usage.used() + ", cooling " + usage.cooling()
                                + next(usage.nextMatures())))
                .collect(Collectors.joining("; "));
        return Problem.of(
                "segment-pool-exhausted",
                "No segment left",
                409,
                each.isEmpty()
                        ? "there is no segment pool for " + space.name()
                        : "no " + space.name() + " id is left: " + each,
                "add a segment pool, or ask for an id");
    }

    static Problem noSuchPolicy(String id) {
        return Problem.of(
                "ip-policy-not-found",
                "IP policy not found",
                404,
                "there is no IP policy " + id + " that this project may use",
                "look at the IP policies of the project, or ask its owner to share it");
    }
}
