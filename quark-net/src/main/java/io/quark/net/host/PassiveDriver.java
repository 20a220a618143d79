package io.quark.net.host;

import io.quark.common.model.TrafficLimits;

/** Leaves all to the hypervisor, which gets the same attachment for every interface. Stateless. */
final class PassiveDriver implements Driver {

    private final String name;
    private final Attachment attachment;

    PassiveDriver(String name, Attachment attachment) {
        this.name = name;
        this.attachment = attachment;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.FLAT;
    }

    @Override
    public TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted) {
        if (!wanted.equals(TrafficLimits.NONE)) {
            throw HostProblems.unsupported(name, "limit or mark traffic", "use a host with the driver bridge or ovs");
        }
        return wanted;
    }

    @Override
    public TrafficLimits limits(Endpoint endpoint) {
        return TrafficLimits.NONE;
    }

    @Override
    public void realise(HostNetwork network) {}

    @Override
    public boolean remove(HostNetwork network) {
        return true;
    }

    @Override
    public Attachment attach(Endpoint endpoint) {
        return attachment;
    }

    @Override
    public void updateEndpoint(Endpoint endpoint) {}

    @Override
    public void detach(Endpoint endpoint) {}
}
