package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.model.Problem.Fault;
import io.quark.net.model.Mac;
import java.util.ArrayList;
import java.util.List;

/** Why something cannot be done to a port, an address or a MAC, in words. */
final class PortRefusals {

    private PortRefusals() {}

    /** The same problem, of one of many ports that are asked for at once. */
    static Problem at(int index, Problem problem) {
        List<Fault> faults = new ArrayList<>(problem.errors());
        faults.add(new Fault("/ports/" + index, problem.detail()));
        return new Problem(
                problem.type(),
                problem.title(),
                problem.status(),
                "port " + index + " of those asked for: " + problem.detail(),
                problem.hint(),
                faults);
    }

    static Problem noSuchPort(String id) {
        return Problem.of(
                "port-not-found",
                "Port not found",
                404,
                "there is no port " + id + " of this project",
                "look at the ports of the project");
    }

    static Problem noSuchSubnet(String id, String network) {
        return Problem.of(
                "subnet-not-found",
                "Subnet not found",
                404,
                "there is no subnet " + id + " of network '" + network + "'",
                "look at the subnets of the network");
    }

    static Problem subnetIsGoing(String cidr) {
        return Problem.of(
                "subnet-deleting",
                "Subnet is being deleted",
                409,
                "subnet " + cidr + " is being deleted",
                "use another subnet");
    }

    static Problem rangeIsGoing(Mac mac, MacRangeState range) {
        return Problem.of(
                "mac-range-deleting",
                "MAC range is being deleted",
                409,
                mac + " lies in the range '" + range.range().name() + "', which is being deleted",
                "ask for another MAC, or for none");
    }

    static Problem leaving(String port) {
        return Problem.of(
                "port-deleting",
                "Port is being deleted",
                409,
                "port " + port + " is being deleted",
                "use another port");
    }

    static Problem portInUse(Port port) {
        return Problem.of(
                "port-in-use",
                "Port in use",
                409,
                NetState.describe(port) + " is in use",
                "free it first, or use another port");
    }

    static Problem portTwice(String port) {
        return Problem.of(
                "port-in-use",
                "Port in use",
                409,
                "port " + port + " is asked for by two interfaces",
                "give each interface a port of its own");
    }

    static Problem portsHeld(List<String> named, int more) {
        return Problem.of(
                "ports-in-use",
                "Ports cannot be deleted",
                409,
                "none was deleted, because of " + String.join("; ", named)
                        + (more > 0 ? "; and " + more + " more" : ""),
                "delete the instances first, or leave these ports out");
    }

    static Problem instanceDevice() {
        return Problem.of(
                "device-invalid",
                "Not to be had as a device",
                422,
                "only a build gives a port to an instance",
                "name the port in the instance's nics");
    }

    static Problem tooManyNetworks(int networks, int most) {
        return Problem.of(
                "too-many-networks",
                "Too many networks",
                422,
                "the ports lie on " + networks + " networks; at most " + most + " are made at once",
                "make them in several calls");
    }

    static Problem tooManyPorts(int ports, int most) {
        return Problem.of(
                "too-many-ports",
                "Too many ports",
                422,
                ports + " ports are asked for; at most " + most + " at once",
                "ask in several calls");
    }

    static Problem tooManyAddresses(int count, int most) {
        return Problem.of(
                "too-many-addresses",
                "Too many addresses",
                422,
                "the port would have " + count + " addresses; at most " + most,
                "remove one first, or use another port");
    }

    static Problem hostFailed(String what) {
        return Problem.of(
                "host-failed",
                "Host could not do it",
                502,
                what + ": the host could not change the machine's interface; it was changed back",
                "look at the host's faults and ask again");
    }

    /** What a port is under stays recorded; there is nothing to change back to. */
    static Problem hostFailedAtRules(String port) {
        return Problem.of(
                "host-failed",
                "Host could not do it",
                502,
                "port " + port + " is recorded as asked for, but the host could not change the machine's interface",
                "look at the host's faults and ask again");
    }

    static Problem noSuchAddress(String ip) {
        return Problem.of(
                "address-not-found",
                "Address not found",
                404,
                ip + " is not recorded there",
                "look at the addresses of the port or the network");
    }

    static Problem addressLeaving(String ip) {
        return Problem.of(
                "address-leaving",
                "Address is being removed",
                409,
                ip + " is being removed from the port",
                "wait for that work unit");
    }

    static Problem addressOfPort(String ip, String holder) {
        return Problem.of(
                "address-of-port",
                "Address belongs to its port",
                409,
                ip + " was made with " + holder + " and goes with it",
                "remove it from that port, or allocate an address by itself");
    }

    static Problem addressHeld(String ip, List<String> ports) {
        return Problem.of(
                "address-in-use",
                "Address in use",
                409,
                ip + " is used by " + named(ports),
                "take it from these ports first");
    }

    static Problem noSuchMac(String mac) {
        return Problem.of(
                "mac-not-found",
                "MAC not found",
                404,
                mac + " is not recorded for this project",
                "look at the MACs of the project");
    }

    static Problem macOfPort(Mac mac, String holder) {
        return Problem.of("mac-in-use", "MAC in use", 409, mac + " is used by " + holder, "delete that port instead");
    }

    /** Up to ten ports by name. */
    private static String named(List<String> ports) {
        List<String> first = ports.subList(0, Math.min(Holders.NAMED, ports.size()));
        int more = ports.size() - first.size();
        return "port " + String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
    }

    /** Says who has a claim that no port has. */
    static String holder(Claim claim) {
        return claim.device().map(device -> device.type() + " " + device.id()).orElse("nobody: it is reserved")
                + claim.note().map(note -> " (" + note + ")").orElse("");
    }
}
