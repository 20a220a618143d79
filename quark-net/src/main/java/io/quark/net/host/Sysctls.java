package io.quark.net.host;

import java.util.Optional;

/** The kernel's settings for network devices. Thread safe. */
public interface Sysctls {

    /**
     * The value of a setting; empty if there is none of that name.
     *
     * @param path below {@code net}, e.g. {@code ipv6/conf/eth0/accept_dad}
     */
    Optional<String> get(String path);

    /** Sets a setting; false if the kernel does not let us. */
    boolean set(String path, String value);
}
