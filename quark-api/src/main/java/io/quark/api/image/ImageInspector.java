package io.quark.api.image;

import io.quark.api.bind.Faults;
import io.quark.common.disk.DiskHeader;
import io.quark.common.model.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Looks at files: whether they are what they are said to be, their size and hash. Reads them whole, with little memory. Thread safe. */
public final class ImageInspector {

    private static final int REMEMBERED = 256;

    /** Hashes of files that did not change since: a kernel may be named by each of a thousand requests. */
    private final Map<Version, String> hashes = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, String> eldest) {
            return size() > REMEMBERED;
        }
    });

    private record Version(Path file, long size, FileTime modified) {}

    /** A digest of SHA-256. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The hash of all that comes, lower-case hex; blocks until its end. */
    static String sha256(InputStream data) throws IOException {
        MessageDigest digest = sha256();
        new DigestInputStream(data, digest).transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Notes the hash of a file that was computed while it was written. */
    void remember(Path file, String hash) throws IOException {
        hashes.put(new Version(file, Files.size(file), Files.getLastModifiedTime(file)), hash);
    }

    /**
     * The file as a part of an image.
     *
     * @param format of the image
     * @param pointer of the field that names the file
     */
    public Optional<ImageFile> inspect(
            Path file, ImageFile.Role role, ImageBody.Format format, String pointer, Faults faults) {
        boolean isDisk = role == ImageFile.Role.DISK;
        try {
            byte[] first = DiskHeader.first(file);
            long size = Files.size(file);
            // Beside a kernel either will do.
            boolean qcow2 = format == ImageBody.Format.QCOW2
                    || (format == ImageBody.Format.KERNEL && DiskHeader.isQcow2(first));
            Optional<String> fault = isDisk ? DiskHeader.fault(first, size, qcow2) : Optional.empty();
            if (fault.isPresent() || size == 0) {
                faults.add(pointer, fault.orElse("is an empty file"));
                return Optional.empty();
            }
            boolean inside = isDisk && qcow2;
            return Optional.of(new ImageFile(
                    role,
                    inside ? "qcow2" : "raw",
                    size,
                    hash(file, size),
                    file.toString(),
                    Optional.empty(),
                    inside ? Optional.of(DiskHeader.virtualBytes(first)) : Optional.empty()));
        } catch (IOException e) {
            faults.add(pointer, "cannot be read");
            return Optional.empty();
        }
    }

    private String hash(Path file, long size) throws IOException {
        Version version = new Version(file, size, Files.getLastModifiedTime(file));
        Optional<String> known = Optional.ofNullable(hashes.get(version));
        if (known.isPresent()) {
            return known.orElseThrow();
        }
        try (InputStream in = Files.newInputStream(file)) {
            String hash = sha256(in);
            hashes.put(version, hash);
            return hash;
        }
    }
}
