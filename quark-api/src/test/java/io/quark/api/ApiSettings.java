package io.quark.api;

import java.nio.file.Path;
import java.util.List;

/** Settings for tests. */
public final class ApiSettings {

    private ApiSettings() {}

    /** On the loopback, any free port. */
    public static HttpConfig onLoopback() {
        return new HttpConfig("127.0.0.1", 0, false, "");
    }

    /** Images from this directory only. */
    public static ImagesConfig images(Path dir) {
        return images(dir, List.of());
    }

    /** Images from this directory, and from below these URLs. */
    public static ImagesConfig images(Path dir, List<String> urls) {
        return new ImagesConfig(dir.toString(), List.of(), urls);
    }

    /** The floor of quarantines that is the default. */
    public static NetConfig net() {
        return NetConfig.DEFAULTS;
    }
}
