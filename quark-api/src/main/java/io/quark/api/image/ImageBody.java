package io.quark.api.image;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import java.util.Locale;
import java.util.Optional;

/** What {@code POST /v1/images} takes. Without any file it waits for its data. */
public record ImageBody(
        @Field(
                required = true,
                maxLength = 63,
                pattern = "[A-Za-z0-9][A-Za-z0-9._-]*",
                form = "must be letters, digits, dots, dashes and underscores, and begin with a letter or digit",
                says = "Name, unique in the project.",
                example = "\"tiny\"")
        Optional<String> name,

        @Field(
                required = true,
                says = "qcow2 or raw: a disk; kernel: a kernel and an initrd, perhaps with a disk beside them.")
        Optional<Format> format,

        @Field(
                maxLength = 4096,
                says =
                        "The disk: a path or file: URL on the api's machine, below an allowed directory; or an allowed http or https URL, which hosts fetch: then sha256 is required.")
        Optional<String> source,

        @Field(maxLength = 4096, says = "The kernel, in the same manner.")
        Optional<String> kernel,

        @Field(maxLength = 4096, says = "The initrd, in the same manner.")
        Optional<String> initrd,

        @Field(maxLength = 2048, says = "Kernel command line.")
        Optional<String> cmdline,

        @Field(
                pattern = SHA256,
                form = "must be 64 hex digits",
                says = "What the disk (or the kernel, where there is no disk) must have.")
        Optional<String> sha256) {

    static final String SHA256 = "[0-9a-fA-F]{64}";

    /** What an image is. */
    public enum Format {
        QCOW2,
        RAW,
        KERNEL;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
