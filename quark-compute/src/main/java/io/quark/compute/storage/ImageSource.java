package io.quark.compute.storage;

import io.quark.common.model.ImageFile;
import io.quark.compute.hypervisor.HostFailureException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where image files come from: the path where the api keeps them, if this host can read it, else the api itself over
 * HTTP. Thread safe.
 */
final class ImageSource {

    /** Until the first byte. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /** The content; its length and hash are for the caller to check. Blocks. */
    InputStream open(ImageFile file) throws IOException {
        Path path = Path.of(file.path());
        if (Files.isRegularFile(path) && Files.isReadable(path)) {
            return Files.newInputStream(path);
        }
        URI url = file.url()
                .map(URI::create)
                .orElseThrow(() -> HostFailureException.permanent(
                        "the image file " + file.path() + " cannot be read on this host, and no URL is recorded for it",
                        "register the image through an api that serves it, or make the path readable here"));
        return open(url);
    }

    /** Where {@link #open} looks, for messages. */
    String where(ImageFile file) {
        return Files.isReadable(Path.of(file.path())) ? file.path() : file.url().orElse(file.path());
    }

    private InputStream open(URI url) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(ANSWER).GET().build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new IOException(url + " answered " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching " + url, e);
        }
    }
}
