package io.quark.common.model;

import java.util.List;
import java.util.Optional;

/** Makes a changed copy of an {@link Instance}. Not thread safe. */
public final class InstanceBuilder {

    private final Instance from;
    private long generation;
    private String name;
    private InstanceSpec spec;
    private Boot boot;
    private Optional<String> compute;
    private List<Nic> nics;
    private PowerState powerState;
    private Optional<String> workUnit;
    private Instance.Status status;
    private Optional<Problem> fault;
    private long bandwidth;
    private List<VolumeDisk> volumes;
    private List<String> snapshots;
    private Optional<Boot> rescue;

    InstanceBuilder(Instance from) {
        this.from = from;
        this.generation = from.generation();
        this.name = from.name();
        this.spec = from.spec();
        this.boot = from.boot();
        this.compute = from.compute();
        this.nics = from.nics();
        this.powerState = from.powerState();
        this.workUnit = from.workUnit();
        this.status = from.status();
        this.fault = from.fault();
        this.bandwidth = from.bandwidth();
        this.volumes = from.volumes();
        this.snapshots = from.snapshots();
        this.rescue = from.rescue();
    }

    /** What is wanted of it is otherwise from now on: counts. */
    public InstanceBuilder wanted() {
        generation = from.generation() + 1;
        return this;
    }

    public InstanceBuilder name(String value) {
        name = value;
        return this;
    }

    public InstanceBuilder spec(InstanceSpec value) {
        spec = value;
        return this;
    }

    public InstanceBuilder boot(Boot value) {
        boot = value;
        return this;
    }

    public InstanceBuilder compute(Optional<String> value) {
        compute = value;
        return this;
    }

    public InstanceBuilder nics(List<Nic> value) {
        nics = value;
        return this;
    }

    public InstanceBuilder powerState(PowerState value) {
        powerState = value;
        return this;
    }

    public InstanceBuilder workUnit(Optional<String> value) {
        workUnit = value;
        return this;
    }

    public InstanceBuilder status(Instance.Status value) {
        status = value;
        return this;
    }

    public InstanceBuilder fault(Optional<Problem> value) {
        fault = value;
        return this;
    }

    public InstanceBuilder bandwidth(long value) {
        bandwidth = value;
        return this;
    }

    public InstanceBuilder volumes(List<VolumeDisk> value) {
        volumes = value;
        return this;
    }

    public InstanceBuilder snapshots(List<String> value) {
        snapshots = value;
        return this;
    }

    public InstanceBuilder rescue(Optional<Boot> value) {
        rescue = value;
        return this;
    }

    public Instance build() {
        return new Instance(
                from.id(),
                name,
                from.project(),
                generation,
                spec,
                boot,
                compute,
                nics,
                powerState,
                workUnit,
                status,
                fault,
                from.createdAt(),
                bandwidth,
                volumes,
                snapshots,
                rescue);
    }
}
