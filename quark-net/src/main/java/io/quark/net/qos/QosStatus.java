package io.quark.net.qos;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a QoS policy is on the hosts that it concerns.
 *
 * @param revision that is wanted
 * @param hosts those concerned, by name
 */
public record QosStatus(int revision, State state, List<Host> hosts) {

    public QosStatus {
        hosts = List.copyOf(hosts);
    }

    /** Of the policy as a whole. */
    public enum State {
        /** Bound to nothing, and no host carries it. */
        UNUSED,
        /** Bound or carried, but no host that is online is concerned. */
        PENDING,
        /** Some host that is online is not there yet. */
        CONVERGING,
        /** Every host concerned that is online has applied the revision, or a later one. */
        CONVERGED,
        /** Some host that is online could not, cannot, or was found changed by somebody else. */
        DEGRADED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of one host. The worse comes later. */
    public enum HostState {
        APPLIED,
        PENDING,
        DRIFTED,
        FAILED,
        UNSUPPORTED,
        /** It gives no sign of life: it will follow when it comes back. */
        OFFLINE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One host.
     *
     * @param compute its name
     * @param revision that it has said last; 0: it has said nothing of the policy yet
     * @param error why it is not as it should be
     * @param attempts at what it failed to do
     * @param since when this state began, where that is known
     */
    public record Host(
            String compute,
            int revision,
            HostState state,
            Optional<String> error,
            int attempts,
            Optional<Instant> since) {}

    /** Those in one of these states, by name. */
    public List<Host> in(HostState... wanted) {
        List<HostState> states = List.of(wanted);
        return hosts.stream().filter(host -> states.contains(host.state())).toList();
    }

    /** Whether the host has to do something yet: it is online, and has not applied the revision. */
    public static boolean isMissing(Host host) {
        return host.state() != HostState.APPLIED && host.state() != HostState.OFFLINE;
    }

    /** Whether every host concerned that is online has applied the revision; true, too, where there is none. */
    public boolean reached() {
        return hosts.stream().noneMatch(QosStatus::isMissing);
    }
}
