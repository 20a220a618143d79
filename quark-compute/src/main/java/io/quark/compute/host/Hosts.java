package io.quark.compute.host;

/** Makes what each compute of the process works with; owns it all. */
public interface Hosts extends AutoCloseable {

    /** What the compute of that name works with; once for each. */
    HostParts host(String compute);

    @Override
    void close();
}
