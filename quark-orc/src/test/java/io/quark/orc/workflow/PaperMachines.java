package io.quark.orc.workflow;

import io.quark.common.model.Boot;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.RestartPolicy;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Volume;
import io.quark.common.tree.Paths;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines and what belongs to them, on {@link Paper}. */
final class PaperMachines {

    private static final Paths PATHS = FakeWorld.PATHS;
    private static final Boot BOOT = new Boot(Optional.empty(), List.of(), Optional.empty());

    private final Paper paper;

    PaperMachines(Paper paper) {
        this.paper = paper;
    }

    /** A machine that runs on that host; returns its id. */
    String running(String name, String host) {
        return machine(name, host, PowerState.RUNNING, MachineStatus.RUNNING);
    }

    String machine(String name, String host, PowerState wanted, MachineStatus is) {
        String id = paper.id(name);
        Instance instance = Instance.building(
                        id, "acme", FakeWorld.spec(), BOOT, host, List.of(), "", FakeWorld.START, 0)
                .change()
                .name(name)
                .status(Instance.Status.ACTIVE)
                .powerState(wanted)
                .workUnit(Optional.empty())
                .build();
        paper.write(PATHS.instance(id), instance);
        is(id, is);
        return id;
    }

    /** What its hypervisor says from now on. */
    void is(String id, MachineStatus status) {
        Instance instance = record(id);
        paper.write(
                PATHS.managed(instance.compute().orElseThrow(), id),
                new Managed(
                        "sim",
                        instance.name(),
                        FakeWorld.START,
                        instance.spec().consumes(),
                        status,
                        "t",
                        Optional.empty(),
                        instance.powerState(),
                        RestartPolicy.ON_FAILURE));
    }

    Instance record(String id) {
        return paper.read(PATHS.instance(id), Instance.class).orElseThrow();
    }

    /** A volume that no host has yet. */
    String volume(String name) {
        String id = paper.id(name);
        paper.ask(
                new MachineRequest.CreateVolume(new Volume(
                        id,
                        name,
                        "acme",
                        1024,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Volume.Status.NEW,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        FakeWorld.START)),
                "volume",
                id);
        paper.settle();
        return id;
    }

    Volume volumeRecord(String id) {
        return paper.read(PATHS.volume(id), Volume.class).orElseThrow();
    }

    MachineRequest.TakeSnapshot snapshot(String name, boolean memory) {
        return new MachineRequest.TakeSnapshot(new Snapshot(
                paper.id("snapshot " + name),
                name,
                "acme",
                "",
                memory,
                0,
                FakeWorld.spec(),
                Snapshot.Status.TAKING,
                FakeWorld.START));
    }

    MachineRequest.SnapshotToImage export(String snapshot, String name) {
        return new MachineRequest.SnapshotToImage(
                snapshot,
                new Image(
                        paper.id("image " + name),
                        name,
                        "acme",
                        "qcow2",
                        List.of(),
                        Optional.empty(),
                        Image.Status.WAITING,
                        FakeWorld.START,
                        ""),
                "http://127.0.0.1/upload");
    }

    static MachineRequest.AttachPort port() {
        return new MachineRequest.AttachPort(NicRequest.on("n", List.of(), Optional.empty()));
    }

    static MachineRequest.Resize ram(long ram) {
        return new MachineRequest.Resize(
                Optional.of(ram), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, false);
    }

    static Boot boot() {
        return BOOT;
    }
}
