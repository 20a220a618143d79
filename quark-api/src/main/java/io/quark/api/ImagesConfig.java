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
        List<String> allowedDirs,

        @JsonPropertyDescription(
                "beginnings of http and https URLs that users may name as sources of images, with commas between, e.g. https://images.example.org/; none: no URLs. Hosts fetch what users name")
        List<String> allowedUrls) {

    static final ImagesConfig DEFAULTS = new ImagesConfig("/var/lib/quark/images", List.of(), List.of());

    /** Checks its values. */
    public ImagesConfig {
        allowedDirs = List.copyOf(allowedDirs);
        allowedUrls = List.copyOf(allowedUrls);
        // Without the slash after the host, http://good would allow http://good.evil.example/.
        new Faults()
                .notBlank("dir", dir)
                .when(
                        allowedUrls.stream().anyMatch(url -> !url.matches("https?://[^/?#@]+/.*")),
                        "allowed_urls",
                        "must be http or https URLs with at least a slash after the host")
                .raise();
    }
}
