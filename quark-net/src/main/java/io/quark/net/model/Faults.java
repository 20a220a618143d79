package io.quark.net.model;

import io.quark.common.model.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects faults, each with its pointer. Not thread safe. */
public final class Faults {

    private final List<Fault> faults = new ArrayList<>();

    public void add(String pointer, String detail) {
        faults.add(new Fault(pointer, detail));
    }

    /** The value of what was checked; its faults, where it has any, are noted under the pointer. */
    public <T> Optional<T> take(String pointer, Checked<T> checked) {
        checked.faults().forEach(fault -> add(pointer + fault.pointer(), fault.detail()));
        return checked.good();
    }

    public int count() {
        return faults.size();
    }

    public List<Fault> all() {
        return List.copyOf(faults);
    }
}
