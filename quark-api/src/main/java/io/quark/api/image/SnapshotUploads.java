package io.quark.api.image;

import io.quark.api.http.Answer;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.work.WorkUnitReader;
import io.quark.common.id.Ids;
import io.quark.common.model.ImageFile;
import io.quark.common.model.MachineRequest.SnapshotToImage;
import io.quark.common.model.WorkUnit;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Takes the disks that computes send of snapshots that become images. Only who was told the URL can: it ends in a token that is recorded with the
 * work unit alone, and is good as long as that is open. What is taken is recorded by orc when the task ends; until then it is an upload like others.
 * Thread safe.
 */
public final class SnapshotUploads {

    /** Of the images that are made so. */
    public static final String FORMAT = "qcow2";

    private static final int TOKEN_BYTES = 32;

    private final WorkUnitReader reader;
    private final ImageFiles files;
    private final Supplier<URI> base;
    private final Executor reading;
    private final SecureRandom random = new SecureRandom();

    /**
     * Uploads to this api.
     *
     * @param base where computes reach it; asked for once it listens
     * @param reading reads and writes whole files
     */
    public SnapshotUploads(WorkUnitReader reader, ImageFiles files, Supplier<URI> base, Executor reading) {
        this.reader = reader;
        this.files = files;
        this.base = base;
        this.reading = reading;
    }

    /** A URL for the data of one work unit, with a token of its own. */
    public String newUrl(String workUnit) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return base.get()
                .resolve("/v1/work-units/" + workUnit + "/upload/" + token)
                .toString();
    }

    /** The one where they come in. */
    public List<Route> routes() {
        return List.of(Route.put("/v1/work-units/{work_unit}/upload/{token}", "upload_snapshot")
                .says("Takes the disk of a snapshot that becomes an image; for computes, which are told the URL.")
                .streams()
                .answers(ImageFile.class, "The file as it is to be recorded.")
                .problems(422)
                .by(this::take));
    }

    private CompletableFuture<Answer> take(Request request) {
        return asked(request)
                .thenApplyAsync(
                        asked -> files.take(asked.image(), ImageFile.Role.DISK, Optional.empty(), request.stream()),
                        reading)
                .thenApply(taken -> Answer.ok(taken.file()));
    }

    /** One answer for whatever is wrong: it tells nothing to who guesses. */
    private CompletableFuture<SnapshotToImage> asked(Request request) {
        String id = Ids.canonical(request.part("work_unit"));
        CompletableFuture<Optional<WorkUnit>> found =
                Ids.isId(id) ? reader.read(id) : CompletableFuture.completedFuture(Optional.empty());
        return found.thenApply(unit -> unit.filter(work -> !work.isTerminal())
                .flatMap(WorkUnit::request)
                .filter(SnapshotToImage.class::isInstance)
                .map(SnapshotToImage.class::cast)
                .filter(work -> isToken(work, request.part("token")))
                .orElseThrow(() -> ProblemType.NOT_FOUND.of(
                        "no upload is expected here",
                        "An open work unit snapshot_to_image has told its compute where to send the disk.")));
    }

    /** In the same time whatever is given. */
    private static boolean isToken(SnapshotToImage work, String given) {
        String recorded = work.uploadTo().substring(work.uploadTo().lastIndexOf('/') + 1);
        return MessageDigest.isEqual(recorded.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
