package io.quark.api.image;

import io.quark.api.bind.Faults;
import io.quark.common.disk.DiskHeader;
import io.quark.common.model.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Disks that lie on a web server. The api looks at their beginning only; each host that needs one fetches it there itself, once, and takes it only if
 * it is whole and has the hash that the user gave. So a URL without a hash is not taken. Thread safe.
 */
public final class RemoteImages {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> allowed;
    private final Path nowhere;
    private final HttpClient http;

    /**
     * Disks below these URLs.
     *
     * @param allowed beginnings of URLs
     * @param dir of images: what is fetched from elsewhere has a path below it at which nothing is
     */
    public RemoteImages(List<String> allowed, Path dir) {
        this.allowed = List.copyOf(allowed);
        this.nowhere = dir.toAbsolutePath().normalize().resolve("remote");
        // A redirection could lead to where no URL is allowed.
        this.http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Whether a source names something that lies elsewhere. */
    static boolean isUrl(String source) {
        String text = source.toLowerCase(Locale.ROOT);
        return text.startsWith("http://") || text.startsWith("https://");
    }

    /** The disk as a part of an image; faults are added. Blocks until its beginning has come. */
    Optional<ImageFile> look(String source, Optional<String> sha256, ImageBody.Format format, Faults faults) {
        Optional<URI> url = allowed(source);
        if (url.isEmpty()) {
            faults.add(
                    "/source",
                    allowed.isEmpty()
                            ? "is a URL, and none is allowed here (images.allowed_urls): upload the data instead"
                            : "is not below one of the allowed URLs: " + String.join(", ", allowed));
            return Optional.empty();
        }
        if (sha256.isEmpty()) {
            if (!faults.touch("/sha256")) {
                faults.add("/sha256", "is required beside a URL: hosts take what they fetch by its hash");
            }
            return Optional.empty();
        }
        try {
            return look(url.orElseThrow(), sha256.orElseThrow().toLowerCase(Locale.ROOT), format, faults);
        } catch (IOException e) {
            faults.add("/source", "cannot be fetched: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            faults.add("/source", "could not be looked at: the api is stopping");
        }
        return Optional.empty();
    }

    /** Compared as it will be asked for: no user, no dots that lead elsewhere. */
    private Optional<URI> allowed(String source) {
        try {
            URI url = URI.create(source).normalize();
            return allowed.stream().anyMatch(url.toString()::startsWith) && url.getUserInfo() == null
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<ImageFile> look(URI url, String sha256, ImageBody.Format format, Faults faults)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(url).timeout(PATIENCE).GET().build();
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            long size = answer.headers().firstValueAsLong("Content-Length").orElse(0);
            if (answer.statusCode() != 200 || size == 0) {
                faults.add(
                        "/source",
                        answer.statusCode() == 200
                                ? "does not tell how long it is"
                                : "cannot be fetched: it answers " + answer.statusCode());
                return Optional.empty();
            }
            byte[] first = in.readNBytes((int) Math.min(size, DiskHeader.LENGTH));
            boolean qcow2 = format == ImageBody.Format.QCOW2;
            Optional<String> fault = DiskHeader.fault(first, size, qcow2);
            fault.ifPresent(why -> faults.add("/source", why));
            return fault.isPresent()
                    ? Optional.empty()
                    : Optional.of(new ImageFile(
                            ImageFile.Role.DISK,
                            qcow2 ? "qcow2" : "raw",
                            size,
                            sha256,
                            nowhere.resolve(sha256).toString(),
                            Optional.of(url.toString()),
                            qcow2 ? Optional.of(DiskHeader.virtualBytes(first)) : Optional.empty()));
        }
    }
}
