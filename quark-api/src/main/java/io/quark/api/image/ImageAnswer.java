package io.quark.api.image;

import io.quark.api.bind.Field;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An image as clients see it. */
public record ImageAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the project.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "qcow2, raw or kernel.")
        String format,

        @Field(required = true, says = "waiting: its data is to be uploaded; ready.")
        Image.Status status,

        @Field(required = true, says = "Bytes of all its files.")
        long size,

        @Field(required = true, says = "Its files.") List<FileAnswer> files,
        @Field(says = "Kernel command line.") Optional<String> cmdline,

        @Field(required = true, says = "When it was recorded.")
        Instant createdAt) {

    /** One file. */
    public record FileAnswer(
            @Field(required = true, says = "disk, kernel or initrd.")
            ImageFile.Role role,

            @Field(required = true, says = "qcow2 or raw.") String format,
            @Field(required = true, says = "Bytes.") long size,

            @Field(says = "MiB of the disk in it, which is the least that a machine made from it has as storage.")
            Optional<Long> storage,

            @Field(required = true, says = "Lower-case hex.")
            String sha256) {

        private static FileAnswer of(ImageFile file) {
            return new FileAnswer(
                    file.role(),
                    file.format(),
                    file.size(),
                    Optional.of(file.leastMib()).filter(mib -> file.role() == ImageFile.Role.DISK && mib > 0),
                    file.sha256());
        }
    }

    static ImageAnswer of(Image image) {
        return new ImageAnswer(
                image.id(),
                image.name(),
                image.project(),
                image.format(),
                image.status(),
                image.files().stream().mapToLong(ImageFile::size).sum(),
                image.files().stream().map(FileAnswer::of).toList(),
                image.cmdline(),
                image.createdAt());
    }
}
