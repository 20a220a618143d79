package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;

/** How libvirt is reached. */
public record LibvirtConfig(
        @JsonPropertyDescription("libvirt's URI: qemu:///system, qemu:///session or test:///default")
        String uri,

        @JsonPropertyDescription(
                "libvirt's URI at which the libvirtds of other hosts reach this one's, to send it machines, such as"
                        + " qemu+tls://host.example/system; empty: it takes none")
        String migration) {

    public static final LibvirtConfig DEFAULTS = new LibvirtConfig("qemu:///system", "");

    public LibvirtConfig {
        new Faults()
                .when(
                        !uri.matches("(qemu|test)(\\+[a-z]+)?://[^\\s]*"),
                        "uri",
                        "must be a libvirt URI of qemu or test; it is '" + uri + "'")
                .when(
                        !migration.isEmpty() && !migration.matches("qemu(\\+[a-z]+)?://[^/\\s]+/[^\\s]*"),
                        "migration",
                        "must be a libvirt URI of qemu that names a host; it is '" + migration + "'")
                .raise();
    }

    /** Whether guests have only user-mode networking. */
    public boolean unprivileged() {
        return uri.endsWith("/session");
    }

    /** Whether it only plays. */
    public boolean test() {
        return uri.startsWith("test");
    }
}
