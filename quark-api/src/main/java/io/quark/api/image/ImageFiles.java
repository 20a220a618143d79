package io.quark.api.image;

import io.quark.api.bind.Faults;
import io.quark.api.http.Answer;
import io.quark.api.http.ProblemType;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The files of images on this machine: taken in by upload, and given out to computes elsewhere. Thread safe. */
public final class ImageFiles {

    private final ImageSources sources;
    private final ImageInspector inspector;
    private final ImageUploads uploads;
    private final Supplier<URI> base;

    /**
     * The files.
     *
     * @param sources must allow the directory of uploads as well
     * @param base where computes reach this api; known once it listens
     */
    public ImageFiles(ImageSources sources, ImageInspector inspector, ImageUploads uploads, Supplier<URI> base) {
        this.sources = sources;
        this.inspector = inspector;
        this.uploads = uploads;
        this.base = base;
    }

    /** A file that was uploaded for an image. */
    record Taken(Image image, ImageFile file) {}

    /** The file with the place where computes on other machines fetch it. */
    ImageFile withUrl(String image, ImageFile file) {
        URI url = base.get()
                .resolve("/v1/images/" + image + "/files/" + file.role().text());
        return new ImageFile(
                file.role(),
                file.format(),
                file.size(),
                file.sha256(),
                file.path(),
                Optional.of(url.toString()),
                file.virtualSize());
    }

    /** Stores an upload and looks at it; blocks while it comes. */
    Taken take(Image image, ImageFile.Role role, Optional<String> sha256, InputStream data) {
        if (image.files().stream().anyMatch(file -> file.role() == role)) {
            throw ProblemType.CONFLICT.of(
                    "the image " + image.name() + " has its " + role.text() + " already, and images do not change",
                    "Make another image.");
        }
        boolean isKernel = image.format().equals("kernel");
        if (!isKernel && role != ImageFile.Role.DISK) {
            throw ProblemType.CONFLICT.of(
                    "the image " + image.name() + " is of format " + image.format() + " and has no " + role.text(),
                    "Make an image of format kernel for it.");
        }
        Path file = uploads.take(image.id(), role, data);
        Faults faults = new Faults();
        ImageBody.Format format = ImageBody.Format.valueOf(image.format().toUpperCase(Locale.ROOT));
        Optional<ImageFile> taken = inspector.inspect(file, role, format, "", faults);
        taken.filter(there -> sha256.map(wanted -> !wanted.equalsIgnoreCase(there.sha256()))
                        .orElse(false))
                .ifPresent(there -> faults.add("", "has the sha256 " + there.sha256() + ", not " + sha256.orElse("")));
        if (!faults.isEmpty()) {
            uploads.discard(file);
            ImageUploads.refuse(faults);
        }
        return new Taken(image, withUrl(image.id(), taken.orElseThrow()));
    }

    /** Whether an upload that is repeated brings what the first one brought; blocks while it comes, and stores nothing. */
    boolean isSame(InputStream data, Optional<String> sha256) {
        if (sha256.isEmpty()) {
            return true; // what it brought is gone
        }
        try {
            return ImageInspector.sha256(data).equals(sha256.get());
        } catch (IOException e) {
            throw ProblemType.UNAVAILABLE
                    .of("the data did not come as a whole: " + e.getMessage(), "Send it again.")
                    .retryAfter(2);
        }
    }

    /** A file of an image as an answer. */
    Answer open(Image image, ImageFile.Role role) {
        Optional<Path> file = image.files().stream()
                .filter(there -> there.role() == role)
                .map(there -> Path.of(there.path()))
                .filter(sources::isReadable)
                .findFirst();
        Path path = file.orElseThrow(() -> ProblemType.NOT_FOUND.of(
                "the image " + image.name() + " has no " + role.text() + " on this api's machine",
                "The url of the file names the api that has it."));
        try {
            return new Answer(
                    200,
                    Map.of(),
                    new Answer.Content.Bytes("application/octet-stream", Files.newInputStream(path), Files.size(path)));
        } catch (IOException e) {
            throw ProblemType.UNAVAILABLE
                    .of("the file cannot be read", "Try again.")
                    .retryAfter(2);
        }
    }
}
