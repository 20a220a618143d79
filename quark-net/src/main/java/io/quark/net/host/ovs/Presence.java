package io.quark.net.host.ovs;

import io.quark.common.model.Problem;
import io.quark.net.host.DriverException;
import io.quark.net.host.HostProblems;
import java.util.Optional;

/**
 * Whether this host has an Open vSwitch with the wanted datapath: found out once: where no bridge has it yet by making one and
 * removing it, because a switch also
 * names datapaths that its kernel lacks. Thread safe.
 */
final class Presence {

    private final Vsctl vsctl;
    private final Settings settings;
    private Optional<Optional<Problem>> found = Optional.empty();

    Presence(Vsctl vsctl, Settings settings) {
        this.vsctl = vsctl;
        this.settings = settings;
    }

    /** What is in the way; absent: nothing. */
    synchronized Optional<Problem> problem() {
        if (found.isEmpty()) {
            found = Optional.of(probe());
        }
        return found.get();
    }

    private Optional<Problem> probe() {
        String bridge = Names.probe(settings.owner());
        Change removal = new Change().with("--if-exists", "del-br", bridge);
        try {
            if (vsctl.hasDatapath(settings.datapath())) {
                return Optional.empty();
            }
            vsctl.commit(removal);
            vsctl.commit(new Change()
                    .with("add-br", bridge)
                    .with("set", "Bridge", bridge, "datapath_type=" + settings.datapath())
                    .mark("Bridge", bridge, Bridge.OWNER, settings.owner()));
            vsctl.commit(removal);
            return Optional.empty();
        } catch (DriverException e) {
            return Optional.of(HostProblems.missing(
                            OvsDriver.NAME,
                            "Open vSwitch with the datapath '" + settings.datapath() + "'",
                            String.valueOf(e.getMessage()),
                            "install and start Open vSwitch (Debian: openvswitch-switch); where the kernel has no openvswitch module,"
                                    + " set net.options.ovs.datapath to netdev")
                    .problem());
        }
    }
}
