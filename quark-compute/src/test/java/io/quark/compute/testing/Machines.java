package io.quark.compute.testing;

import io.quark.common.id.Ids;
import io.quark.common.model.Boot;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Hardware;
import io.quark.common.model.ImageFile;
import io.quark.common.model.ImageFile.Role;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Nic.NicAddress;
import io.quark.common.model.Nic.NicNetwork;
import io.quark.common.model.PowerState;
import io.quark.common.model.RestartPolicy;
import io.quark.common.model.Segment;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Machines as tests need them. */
public final class Machines {

    public static final String COMPUTE = "c1";
    public static final String TREE = "tree-of-this-test";
    private static final String NETWORK = Ids.derived("network");

    private Machines() {}

    /** A machine of 256 MiB and one CPU, without a disk, that boots from a kernel. */
    public static Machine small(String instance) {
        return machine(instance, 0, List.of(kernel()), List.of(nic(1)));
    }

    public static Machine machine(String instance, long storage, List<ImageFile> files, List<Nic> nics) {
        return Machine.plain(
                instance,
                "web-1",
                "default",
                256,
                1,
                storage,
                new Boot(Optional.empty(), files, Optional.of("console=ttyS0")),
                nics,
                List.of("ssh-ed25519 AAAAC3Nza someone@example"),
                Optional.empty(),
                Map.of(),
                0);
    }

    /** What a host says of itself that shares its storage under that name. */
    public static ComputeSelf self(String name, Optional<String> shared) {
        return new ComputeSelf(
                name,
                1_000,
                10,
                1_000,
                ComputeSelf.NetworkFacts.of(0),
                Map.of(),
                Optional.empty(),
                new ComputeSelf.HypervisorFacts("sim", "sim:" + name, "x86_64"),
                ComputeSelf.READY,
                Map.of(),
                new ComputeSelf.Ratios(1, 1, 1),
                Optional.empty(),
                Optional.empty(),
                shared);
    }

    /** The record of a machine that is to be running. */
    public static Instance instance(Machine machine, Optional<String> compute, Instant createdAt) {
        InstanceSpec spec = InstanceSpec.plain(
                machine.name(),
                machine.ram(),
                machine.cpu(),
                machine.storage(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return Instance.building(machine.instance(), "default", spec, machine.boot(), "", List.of(), "", createdAt, 0)
                .change()
                .compute(compute)
                .workUnit(Optional.empty())
                .status(Instance.Status.ACTIVE)
                .build();
    }

    public static ImageFile kernel() {
        return new ImageFile(Role.KERNEL, "raw", 10, "a".repeat(64), "/images/vmlinuz", Optional.empty());
    }

    /** A NIC with one address of each family; only IPv4 has a gateway. */
    public static Nic nic(int number) {
        return new Nic(
                Ids.derived("port", "" + number),
                new NicNetwork(NETWORK, "web", "bridge", Segment.FLAT, 1500),
                "52:54:00:12:34:" + String.format("%02x", number),
                List.of(
                        new NicAddress(
                                "10.20.0." + (4 + number),
                                24,
                                Ids.derived("subnet4"),
                                Optional.of("10.20.0.1"),
                                List.of(),
                                List.of("10.20.0.1"),
                                false),
                        new NicAddress(
                                "fd20::5054:ff:fe12:34" + String.format("%02x", number),
                                64,
                                Ids.derived("subnet6"),
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                false)),
                Optional.empty(),
                List.of());
    }

    /** The same NIC with these IPv4 addresses only. */
    public static Nic with(Nic nic, String... ips) {
        List<NicAddress> addresses = Stream.of(ips)
                .map(ip ->
                        new NicAddress(ip, 24, Ids.derived("subnet4"), Optional.empty(), List.of(), List.of(), false))
                .toList();
        return new Nic(nic.port(), nic.network(), nic.mac(), addresses, nic.qosPolicy(), List.of());
    }

    /** The same machine with these NICs. */
    public static Machine with(Machine machine, Nic... nics) {
        return copy(machine, List.of(nics), machine.powerState(), machine.rescue());
    }

    /** The same machine, of whose power this is wanted. */
    public static Machine wanted(Machine machine, PowerState power) {
        return copy(machine, machine.nics(), power, machine.rescue());
    }

    /** The same machine while it is being rescued, by what it boots from anyway. */
    public static Machine rescued(Machine machine) {
        return copy(machine, machine.nics(), machine.powerState(), Optional.of(machine.boot()));
    }

    private static Machine copy(Machine machine, List<Nic> nics, PowerState power, Optional<Boot> rescue) {
        return new Machine(
                machine.instance(),
                machine.name(),
                machine.project(),
                machine.ram(),
                machine.cpu(),
                machine.storage(),
                machine.boot(),
                nics,
                machine.sshKeys(),
                machine.userData(),
                machine.labels(),
                machine.bandwidth(),
                power,
                machine.restart(),
                machine.hardware(),
                machine.volumes(),
                rescue);
    }

    /** The same machine with that of its host. */
    public static Machine with(Machine machine, Hardware hardware) {
        return shaped(machine, machine.ram(), machine.cpu(), machine.storage(), Optional.of(hardware));
    }

    /** The same machine in another shape. */
    public static Machine shaped(Machine machine, long ram, int cpu, long storage) {
        return shaped(machine, ram, cpu, storage, machine.hardware());
    }

    private static Machine shaped(Machine machine, long ram, int cpu, long storage, Optional<Hardware> hardware) {
        return new Machine(
                machine.instance(),
                machine.name(),
                machine.project(),
                ram,
                cpu,
                storage,
                machine.boot(),
                machine.nics(),
                machine.sshKeys(),
                machine.userData(),
                machine.labels(),
                machine.bandwidth(),
                machine.powerState(),
                machine.restart(),
                hardware,
                machine.volumes(),
                machine.rescue());
    }

    /** The same machine with that as its user data. */
    public static Machine saying(Machine machine, String userData) {
        return with(machine, Optional.of(userData), machine.restart(), machine.volumes());
    }

    /** The same machine with that policy. */
    public static Machine restarting(Machine machine, RestartPolicy policy) {
        return with(machine, machine.userData(), policy, machine.volumes());
    }

    /** The same machine with these volumes. */
    public static Machine with(Machine machine, VolumeDisk... volumes) {
        return with(machine, machine.userData(), machine.restart(), List.of(volumes));
    }

    private static Machine with(
            Machine machine, Optional<String> userData, RestartPolicy restart, List<VolumeDisk> volumes) {
        return new Machine(
                machine.instance(),
                machine.name(),
                machine.project(),
                machine.ram(),
                machine.cpu(),
                machine.storage(),
                machine.boot(),
                machine.nics(),
                machine.sshKeys(),
                userData,
                machine.labels(),
                machine.bandwidth(),
                machine.powerState(),
                restart,
                machine.hardware(),
                volumes,
                machine.rescue());
    }

    public static Owner owner(Machine machine, String task) {
        return new Owner(machine.instance(), task, Ids.derived("work", task), machine.name(), COMPUTE, TREE);
    }
}
