package io.quark.compute.config;

/** What runs the machines. */
public enum HypervisorKind {
    LIBVIRT,
    SIM
}
