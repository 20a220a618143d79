package io.quark.common.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine. */
public final class HostName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** As the kernel has it, without asking a name server where that can be avoided. */
    public static String get() {
        try {
            return Files.readString(KERNEL).trim();
        } catch (IOException e) {
            return fromResolver();
        }
    }

    private static String fromResolver() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
