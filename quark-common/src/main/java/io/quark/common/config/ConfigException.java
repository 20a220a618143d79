package io.quark.common.config;

import java.util.List;

/** A configuration cannot be used. Carries every fault of it, each naming its key. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    ConfigException(List<Fault> faults) {
        super(String.join("; ", faults.stream().map(Fault::toString).toList()));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }

    /**
     * One thing that is wrong.
     *
     * @param key dotted; empty where the fault is not of one key
     */
    public record Fault(String key, String message) {

        Fault under(String prefix) {
            return prefix.isEmpty() ? this : new Fault(key.isEmpty() ? prefix : prefix + "." + key, message);
        }

        @Override
        public String toString() {
            return key.isEmpty() ? message : key + ": " + message;
        }
    }
}
