package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.image.ImageBody;
import io.quark.api.image.ImageInspector;
import io.quark.api.image.ImageSources;
import io.quark.api.instance.InstanceBody.BootBody;
import io.quark.common.model.ImageFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Looks at the files that a machine boots from without an image. Thread safe. */
public final class BootFiles {

    private final ImageSources sources;
    private final ImageInspector inspector;
    private final Executor reading;

    /**
     * Boot files from these sources.
     *
     * @param reading reads whole files
     */
    public BootFiles(ImageSources sources, ImageInspector inspector, Executor reading) {
        this.sources = sources;
        this.inspector = inspector;
        this.reading = reading;
    }

    /** The files; faults are added. At once where there are none. */
    public CompletableFuture<List<ImageFile>> look(Optional<BootBody> boot, Faults faults) {
        return boot.map(body -> CompletableFuture.supplyAsync(() -> files(body, faults), reading))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
    }

    private List<ImageFile> files(BootBody boot, Faults faults) {
        List<ImageFile> files = new ArrayList<>();
        take(boot.kernel(), ImageFile.Role.KERNEL, "/boot/kernel", faults).ifPresent(files::add);
        take(boot.initrd(), ImageFile.Role.INITRD, "/boot/initrd", faults).ifPresent(files::add);
        return files;
    }

    private Optional<ImageFile> take(Optional<String> text, ImageFile.Role role, String pointer, Faults faults) {
        return text.flatMap(path -> sources.find(path, pointer, faults))
                .flatMap(file -> inspector.inspect(file, role, ImageBody.Format.KERNEL, pointer, faults));
    }
}
