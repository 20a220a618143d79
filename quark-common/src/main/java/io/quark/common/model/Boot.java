package io.quark.common.model;

import java.util.List;
import java.util.Optional;

/**
 * What a machine boots from: the files of an image, or files named in the request.
 *
 * @param image id of the image, where there is one
 * @param files at most one of each role; a disk, or kernel and initrd (and perhaps a disk beside them)
 * @param cmdline kernel command line, where a kernel is given
 */
public record Boot(Optional<String> image, List<ImageFile> files, Optional<String> cmdline) {

    public Boot {
        files = Copies.list(files);
    }

    /** MiB that the root disk of a machine has at least that is made from this; 0 where there is no disk in it, or its size is not known. */
    public long leastStorage() {
        return file(ImageFile.Role.DISK).map(ImageFile::leastMib).orElse(0L);
    }

    public Optional<ImageFile> file(ImageFile.Role role) {
        return files.stream().filter(file -> file.role() == role).findFirst();
    }
}
