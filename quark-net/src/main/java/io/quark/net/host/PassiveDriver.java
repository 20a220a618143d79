package io.quark.net.host;

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
