package io.quark.compute.storage;

import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.ImageFile;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.Snapshots.Upload;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Loop;
import java.io.FileNotFoundException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends a file to an api, which keeps it as a part of an image. The file is read as the network takes it. Thread safe. */
public final class ImageUpload {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** As long as the largest disk takes on a slow network. */
    private static final Duration DEADLINE = Duration.ofHours(6);

    /** Of an answer that is no image file, for the message. */
    private static final int SHOWN = 300;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /** Sends it with PUT; completes with what the api says that it keeps. */
    public CompletableFuture<ImageFile> put(Path file, Upload to, StopSignal stop) {
        try {
            return put(BodyPublishers.ofFile(file), to, stop);
        } catch (FileNotFoundException e) {
            return CompletableFuture.failedFuture(new HostFailureException(
                    Kind.PERMANENT, file + " is gone before it was sent", "ask for the image again", e));
        }
    }

    /** The same with content from elsewhere. */
    public CompletableFuture<ImageFile> put(BodyPublisher content, Upload to, StopSignal stop) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(to.url()))
                .timeout(DEADLINE)
                .header("Authorization", to.authorization())
                .header("Content-Type", "application/octet-stream")
                .PUT(content)
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        Loop.ignore(stop.asked().thenRun(() -> sent.cancel(true)));
        return stop.unlessAsked(sent.handle((answer, failure) -> {
            if (answer == null) {
                Throwable why = Loop.cause(failure);
                throw new HostFailureException(
                        // An api that is started again takes it from the beginning.
                        Kind.UNREACHABLE,
                        "the image could not be sent to " + to.url() + ": " + why,
                        "see that the api can be reached from this host",
                        why == null ? new IllegalStateException() : why);
            }
            return kept(answer, to.url());
        }));
    }

    private static ImageFile kept(HttpResponse<byte[]> answer, String to) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.statusCode() == 200) {
            try {
                return Json.read(answer.body(), ImageFile.class);
            } catch (MalformedRecordException e) {
                throw new HostFailureException(
                        Kind.PERMANENT, to + " did not say what it keeps: " + shown(text), "see the api's log", e);
            }
        }
        String message = to + " answered " + answer.statusCode() + ": " + shown(text);
        String hint = "see the api's log";
        throw answer.statusCode() / 100 == 5
                ? HostFailureException.passing(message, hint)
                : HostFailureException.permanent(message, hint);
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(SHOWN, text.length()));
    }
}
