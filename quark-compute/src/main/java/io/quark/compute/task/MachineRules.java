package io.quark.compute.task;

import io.quark.common.id.Ids;
import io.quark.common.model.Boot;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Whether a machine's specification can be handed to a hypervisor. A compute trusts nobody: what is written in the tree
 * becomes file names, arguments and XML on its host.
 */
final class MachineRules {

    static final long MAX_MIB = 1L << 30;
    static final int MAX_CPU = 512;
    static final int MAX_NICS = 16;
    private static final int MAX_TEXT = 32 * 1024;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,61}[a-zA-Z0-9])?");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MAC = Pattern.compile("[0-9a-f][02468ace](:[0-9a-f]{2}){5}");
    private static final Pattern IP = Pattern.compile("[0-9a-f.:]{2,45}");
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f.:]{2,45}(/[0-9]{1,3})?");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\ufffe\\uffff]");
    private static final Pattern URL = Pattern.compile("https?://[^\\s]+");

    private final List<Fault> faults = new ArrayList<>();

    private MachineRules() {}

    /** All faults; none: it can be built. */
    static List<Fault> faults(Machine machine) {
        MachineRules rules = new MachineRules();
        rules.machine(machine);
        return rules.faults;
    }

    /** The faults of its interfaces. */
    static List<Fault> nicFaults(Machine machine) {
        MachineRules rules = new MachineRules();
        rules.nics(machine);
        return rules.faults;
    }

    private void machine(Machine machine) {
        require(Ids.isId(machine.instance()), "/instance", "not an id");
        require(NAME.matcher(machine.name()).matches(), "/name", "not a host name: " + machine.name());
        require(machine.ram() >= 1 && machine.ram() <= MAX_MIB, "/ram", "not between 1 and " + MAX_MIB + " MiB");
        require(machine.cpu() >= 1 && machine.cpu() <= MAX_CPU, "/cpu", "not between 1 and " + MAX_CPU);
        require(
                machine.storage() >= 0 && machine.storage() <= MAX_MIB,
                "/storage",
                "not between 0 and " + MAX_MIB + " MiB");
        boot(machine.boot());
        nics(machine);
        faults.addAll(HardwareRules.faults(machine));
        for (String key : machine.sshKeys()) {
            require(isLine(key), "/ssh_keys", "a key is not one line of text");
        }
        require(
                machine.userData().map(text -> text.length() <= MAX_TEXT).orElse(true),
                "/user_data",
                "longer than " + MAX_TEXT + " characters");
    }

    private void nics(Machine machine) {
        require(machine.nics().size() <= MAX_NICS, "/nics", "more than " + MAX_NICS);
        for (int i = 0; i < machine.nics().size(); i++) {
            nic("/nics/" + i, machine.nics().get(i));
        }
    }

    private void boot(Boot boot) {
        boolean disk = boot.file(ImageFile.Role.DISK).isPresent();
        boolean kernel = boot.file(ImageFile.Role.KERNEL).isPresent();
        require(disk || kernel, "/boot/files", "neither a disk nor a kernel");
        require(kernel || boot.file(ImageFile.Role.INITRD).isEmpty(), "/boot/files", "an initrd without a kernel");
        require(boot.files().size() <= ImageFile.Role.values().length, "/boot/files", "too many files");
        require(
                boot.files().stream().map(ImageFile::role).distinct().count()
                        == boot.files().size(),
                "/boot/files",
                "two files of one role");
        require(boot.cmdline().map(MachineRules::isLine).orElse(true), "/boot/cmdline", "not one line of text");
        for (ImageFile file : boot.files()) {
            require(SHA256.matcher(file.sha256()).matches(), "/boot/files", "not a SHA-256 in hex");
            require(
                    file.format().equals("raw")
                            || (file.format().equals("qcow2") && file.role() == ImageFile.Role.DISK),
                    "/boot/files",
                    "unknown format: " + file.format());
            require(file.size() > 0, "/boot/files", "an empty file");
            require(file.path().startsWith("/") && isLine(file.path()), "/boot/files", "not an absolute path");
            require(matchesIfPresent(file.url(), URL.asMatchPredicate()), "/boot/files", "not an http URL");
        }
    }

    private void nic(String at, Nic nic) {
        require(Ids.isId(nic.port()), at + "/port", "not an id");
        require(Ids.isId(nic.network().id()), at + "/network/id", "not an id");
        require(MAC.matcher(nic.mac()).matches(), at + "/mac", "not the MAC of one device: " + nic.mac());
        int mtu = nic.network().mtu();
        require(mtu >= 68 && mtu <= 65_535, at + "/network/mtu", "not between 68 and 65535");
        for (Nic.NicAddress address : nic.addresses()) {
            require(IP.matcher(address.ip()).matches(), at + "/addresses", "not an address: " + address.ip());
            require(address.prefix() >= 0 && address.prefix() <= 128, at + "/addresses", "not a prefix length");
            require(
                    matchesIfPresent(address.gateway(), IP.asMatchPredicate()),
                    at + "/addresses",
                    "the gateway is not an address");
            require(
                    address.dns().stream().allMatch(IP.asMatchPredicate()),
                    at + "/addresses",
                    "a name server is not an address");
            for (Subnet.Route route : address.routes()) {
                require(
                        PREFIX.matcher(route.destination()).matches()
                                && IP.matcher(route.nextHop()).matches(),
                        at + "/addresses",
                        "not a route: " + route.destination() + " via " + route.nextHop());
            }
        }
    }

    private static boolean isLine(String text) {
        return text.length() <= MAX_TEXT && !CONTROL.matcher(text).find();
    }

    private static boolean matchesIfPresent(Optional<String> text, Predicate<String> rule) {
        return text.map(rule::test).orElse(true);
    }

    private void require(boolean holds, String pointer, String otherwise) {
        if (!holds) {
            faults.add(new Fault(pointer, otherwise));
        }
    }
}
