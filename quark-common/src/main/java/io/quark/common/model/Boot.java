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

    public Optional<ImageFile> file(ImageFile.Role role) {
        return files.stream().filter(file -> file.role() == role).findFirst();
    }
}
