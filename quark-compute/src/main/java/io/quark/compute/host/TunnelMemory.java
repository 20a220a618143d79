package io.quark.compute.host;

import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.compute.nic.WiredNics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Remembers at which address the host takes tunnelled traffic: other hosts send there what is for machines that are here, so that it cannot
 * become another one while there are any on VXLAN networks.
 */
final class TunnelMemory {

    private final Path file;
    private final WiredNics wired;

    TunnelMemory(Path file, WiredNics wired) {
        this.file = file;
        this.wired = wired;
    }

    /**
     * Takes note of the address.
     *
     * @param tunnel empty: none
     * @throws IOException if it may not become that: what to do
     */
    void remember(String tunnel) throws IOException {
        Optional<String> before = read();
        if (before.filter(tunnel::equals).isPresent()) {
            return;
        }
        long tunnelled = wired.all().values().stream()
                .flatMap(known -> known.nics().stream())
                .map(Nic::network)
                .filter(network -> network.segment().type() == Segment.Type.VXLAN)
                .count();
        if (tunnelled > 0 && before.isPresent()) {
            throw new IOException("net.tunnel cannot become '" + tunnel + "': it was '" + before.get()
                    + "', where other hosts"
                    + " send what is for the " + tunnelled + " interfaces here that are on VXLAN networks; set it back,"
                    + " or delete their machines first");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, tunnel);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Optional<String> read() throws IOException {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
