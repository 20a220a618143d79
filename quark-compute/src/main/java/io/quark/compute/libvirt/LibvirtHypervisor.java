package io.quark.compute.libvirt;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.DomainDisks;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFacts;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Moving;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.Plugging;
import io.quark.compute.hypervisor.Pool;
import io.quark.compute.hypervisor.Power;
import io.quark.compute.hypervisor.Shaping;
import io.quark.compute.hypervisor.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/** The hypervisor behind a libvirt URI: qemu:///system, qemu:///session or test:///default. Thread safe. */
public final class LibvirtHypervisor implements Hypervisor {

    /** libvirt may have to ask QEMU anew what it can do, which takes seconds. */
    private static final Duration QUICK = Duration.ofMinutes(1);

    private static final Duration START = Duration.ofMinutes(3);

    private final String kind;
    private final LibvirtConnection connection;
    private final LibvirtLink link;
    private final LibvirtLink looking;
    private final OwnDomains own;
    private final GuestProbe probe;
    private final Power power;
    private final Moving moving;
    private final Shaping shaping;
    private final Plugging plugging;
    private final DomainDisks disks;

    /**
     * @param compute name of the compute whose domains it handles
     * @param tree identity of the tree that they are recorded in
     * @param storage where disks will lie
     */
    public LibvirtHypervisor(String uri, String compute, String tree, Path storage, CallTimer timer) {
        this.kind = uri.startsWith("test:") ? Guest.TEST : Guest.QEMU;
        this.connection = new LibvirtConnection(uri);
        this.link = new LibvirtLink(connection, timer);
        this.looking = LibvirtLink.aside(connection, timer);
        this.own = new OwnDomains(compute, tree);
        this.probe = new GuestProbe(storage);
        this.power = new LibvirtPower(this, own);
        this.moving = new LibvirtMoving(link, own);
        this.shaping = new LibvirtShaping(this, own, probe);
        this.plugging = new LibvirtPlugging(this);
        this.disks = kind.equals(Guest.TEST) ? new PlayedDisks(this) : new LibvirtDisks(this, probe);
    }

    /** Begins to connect; returns at once. */
    public void open() {
        connection.open();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public CompletableFuture<HostFacts> facts() {
        return link.call("host", "describe the host", QUICK, libvirt -> Facts.of(libvirt, kind, probe));
    }

    @Override
    public CompletableFuture<List<Domain>> domains() {
        return link.call("list", "list the domains", QUICK, own::all);
    }

    @Override
    public CompletableFuture<Optional<Domain>> domain(String instance) {
        return call(instance, "look at", QUICK, libvirt -> own.look(libvirt, instance));
    }

    @Override
    public CompletableFuture<Void> define(Owner owner, Machine machine, MachineFiles files, List<DomainNic> nics) {
        return act(machine.instance(), "define", QUICK, libvirt -> {
            Guest guest = probe.guest(libvirt);
            String xml = DomainXml.of(guest, owner, machine, SocketDirectory.prepared(guest, files), nics);
            own.define(libvirt, owner, xml);
        });
    }

    @Override
    public CompletableFuture<Void> allocateVcpu(Machine machine, StopSignal stop) {
        return act(
                machine.instance(),
                "set the virtual CPUs of",
                QUICK,
                libvirt -> own.allocateVcpu(libvirt, machine.instance(), machine.cpu()));
    }

    @Override
    public CompletableFuture<Void> start(String instance) {
        return act(instance, "start", START, libvirt -> own.start(libvirt, instance, kind.equals(Guest.QEMU)));
    }

    @Override
    public CompletableFuture<Void> resume(String instance) {
        return act(instance, "resume", QUICK, libvirt -> own.resume(libvirt, instance));
    }

    @Override
    public CompletableFuture<Void> stop(String instance) {
        return act(instance, "stop", QUICK, libvirt -> own.stop(libvirt, instance));
    }

    @Override
    public CompletableFuture<Void> undefine(String instance) {
        return act(instance, "undefine", QUICK, libvirt -> own.undefine(libvirt, instance, kind.equals(Guest.TEST)));
    }

    @Override
    public AutoCloseable onChange(Consumer<Optional<String>> listener) {
        return connection.onChange(listener);
    }

    @Override
    public Optional<String> unreachable() {
        return link.unreachable();
    }

    @Override
    public void close() {
        looking.end();
        link.close();
    }

    private <T> CompletableFuture<T> call(String instance, String what, Duration deadline, LibvirtLink.Call<T> call) {
        return link.call(instance, what + " the domain of " + instance, deadline, call);
    }

    @Override
    public Moving moving() {
        return moving;
    }

    @Override
    public Insight insight() {
        return new LibvirtInsight(looking, own);
    }

    @Override
    public Power power() {
        return power;
    }

    @Override
    public Shaping shaping() {
        return shaping;
    }

    @Override
    public Plugging plugging() {
        return plugging;
    }

    /** Whether domains run at all. */
    boolean isReal() {
        return !kind.equals(Guest.TEST);
    }

    @Override
    public DomainDisks disks() {
        return disks;
    }

    /** The host's storage pool of that name, for volumes. */
    public Pool pool(String name) {
        return new LibvirtPool(link, name);
    }

    interface Action {
        void on(Connect libvirt) throws LibvirtException;
    }

    /** Does something to a machine's domain, which must be there and this compute's. */
    CompletableFuture<Void> actOn(String instance, String what, OwnDomains.Action action) {
        return actOn(instance, what, QUICK, action);
    }

    /** What may take longer. */
    CompletableFuture<Void> actOn(String instance, String what, Duration deadline, OwnDomains.Action action) {
        return act(instance, what, deadline, libvirt -> own.on(libvirt, instance, action));
    }

    /** Asks a machine's domain, which must be there and this compute's. */
    <T> CompletableFuture<T> askOf(String instance, String what, OwnDomains.Question<T> question) {
        return call(instance, what, QUICK, libvirt -> own.ask(libvirt, instance, question));
    }

    /** Does something for a machine. */
    CompletableFuture<Void> act(String instance, String what, Action action) {
        return act(instance, what, QUICK, action);
    }

    /** Asks something of a machine's domain, or does something that may take long; empty where there is no such domain. */
    <T> CompletableFuture<Optional<T>> ask(
            String instance, String what, Duration deadline, OwnDomains.Question<T> ask) {
        return call(instance, what, deadline, libvirt -> own.askIfThere(libvirt, instance, ask));
    }

    CompletableFuture<Void> act(String instance, String what, Duration deadline, Action action) {
        CompletableFuture<Boolean> done = call(instance, what, deadline, libvirt -> {
            action.on(libvirt);
            return true;
        });
        return done.thenAccept(yes -> {});
    }
}
