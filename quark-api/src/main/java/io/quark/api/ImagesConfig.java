package io.quark.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;
import java.util.List;

/** Where images are. */
public record ImagesConfig(
        @JsonPropertyDescription("directory of images on this machine; uploads are kept below it")
        String dir,

        @JsonPropertyDescription(
                "further directories from which users may name files, with commas between; dir is always one")
        List<String> allowedDirs) {

    static final ImagesConfig DEFAULTS = new ImagesConfig("/var/lib/quark/images", List.of());

    /** Checks its values. */
    public ImagesConfig {
        allowedDirs = List.copyOf(allowedDirs);
        new Faults().notBlank("dir", dir).raise();
    }
}
