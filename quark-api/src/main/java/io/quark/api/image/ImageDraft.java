package io.quark.api.image;

import io.quark.api.bind.Faults;
import io.quark.common.model.ImageFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges the files of a new image. Reads them; touches nothing. */
final class ImageDraft {

    private final ImageSources sources;
    private final ImageInspector inspector;
    private final RemoteImages remote;

    ImageDraft(ImageSources sources, ImageInspector inspector, RemoteImages remote) {
        this.sources = sources;
        this.inspector = inspector;
        this.remote = remote;
    }

    /** The files that the body names; none: they are to be uploaded. Faults are added. */
    List<ImageFile> files(ImageBody body, Faults faults) {
        Optional<String> url = body.source().filter(RemoteImages::isUrl);
        if (url.isPresent() && body.format().filter(ImageDraft::isDisk).isPresent()) {
            refuseBesideDisk(body, faults);
            return remote.look(url.orElseThrow(), body.sha256(), body.format().orElseThrow(), faults).stream()
                    .toList();
        }
        List<ImageFile> files = new ArrayList<>();
        boolean isKernel = body.format()
                .filter(format -> format == ImageBody.Format.KERNEL)
                .isPresent();
        take(body.source(), ImageFile.Role.DISK, "/source", body, faults).ifPresent(files::add);
        if (isKernel) {
            take(body.kernel(), ImageFile.Role.KERNEL, "/kernel", body, faults).ifPresent(files::add);
            take(body.initrd(), ImageFile.Role.INITRD, "/initrd", body, faults).ifPresent(files::add);
            boolean some = body.source().isPresent() || body.initrd().isPresent();
            if (some && body.kernel().isEmpty()) {
                faults.add("/kernel", "is required beside source or initrd, in an image of format kernel");
            }
        } else {
            refuseBesideDisk(body, faults);
        }
        checkHash(body, files, faults);
        return files;
    }

    private Optional<ImageFile> take(
            Optional<String> text, ImageFile.Role role, String pointer, ImageBody body, Faults faults) {
        ImageBody.Format format = body.format().orElse(ImageBody.Format.RAW);
        return text.flatMap(path -> sources.find(path, pointer, faults))
                .flatMap(file -> inspector.inspect(file, role, format, pointer, faults));
    }

    private static boolean isDisk(ImageBody.Format format) {
        return format != ImageBody.Format.KERNEL;
    }

    private static void refuseBesideDisk(ImageBody body, Faults faults) {
        refuseInDisk(body.kernel(), "/kernel", faults);
        refuseInDisk(body.initrd(), "/initrd", faults);
        refuseInDisk(body.cmdline(), "/cmdline", faults);
    }

    private static void refuseInDisk(Optional<String> value, String pointer, Faults faults) {
        if (value.isPresent()) {
            faults.add(pointer, "belongs to images of format kernel only");
        }
    }

    private static void checkHash(ImageBody body, List<ImageFile> files, Faults faults) {
        body.sha256().ifPresent(wanted -> {
            if (files.isEmpty() && faults.isEmpty()) {
                faults.add("/sha256", "has no file to be checked against; give it with the data: PUT .../data?sha256=");
            }
            files.stream()
                    .findFirst()
                    .filter(file -> !file.sha256().equalsIgnoreCase(wanted))
                    .ifPresent(file -> faults.add(
                            "/sha256", "is not that of the " + file.role().text() + ", which has " + file.sha256()));
        });
    }
}
