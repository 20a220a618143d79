package io.quark.compute.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import io.quark.common.model.ImageFile;
import io.quark.common.model.ImageFile.Role;
import io.quark.compute.hypervisor.HostFailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;

/** Image files, good and bad. */
final class Images {

    private static final Command COMMAND = new Command(Duration.ofMinutes(1));

    private Images() {}

    /** Skips the test where there is no qemu-img. */
    static void requireQemuImg() {
        assumeThat(isInstalled("qemu-img")).as("qemu-img is installed").isTrue();
    }

    static boolean isInstalled(String program) {
        try {
            COMMAND.run(List.of(program, "--version"));
            return true;
        } catch (HostFailureException e) {
            return false;
        }
    }

    /** Runs {@code qemu-img create} with these arguments. */
    static Path create(Path file, String... arguments) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q"));
        command.addAll(List.of(arguments));
        command.add(file.toString());
        command.add("16M");
        COMMAND.run(command);
        return file;
    }

    /** What qemu-img says of a disk. */
    static JsonNode info(Path disk) {
        return Json.tree(COMMAND.run(List.of("qemu-img", "info", "--output=json", "-f", "qcow2", disk.toString()))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** The record of a disk that lies where this host can read it. */
    static ImageFile disk(Path file, String format) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return new ImageFile(Role.DISK, format, content.length, sha256(content), file.toString(), Optional.empty());
    }

    /** The record of a kernel that lies where this host can read it. */
    static ImageFile kernel(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return new ImageFile(Role.KERNEL, "raw", content.length, sha256(content), file.toString(), Optional.empty());
    }

    /** The record of a kernel that can only be fetched. */
    static ImageFile kernel(byte[] content, Optional<String> url) {
        return new ImageFile(Role.KERNEL, "raw", content.length, sha256(content), "/nowhere/on/this/host", url);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Insists that a future fails in that way. */
    static ThrowableAssertAlternative<?> assertFails(HostFailureException.Kind kind, ThrowingCallable join) {
        return Assertions.assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(join)
                .havingCause()
                .isInstanceOfSatisfying(
                        HostFailureException.class,
                        why -> assertThat(why.kind()).isEqualTo(kind));
    }
}
