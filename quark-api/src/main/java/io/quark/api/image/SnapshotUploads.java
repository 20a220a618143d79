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
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.UploadTicket;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Takes the disks that computes send of snapshots that become images. Only who has a ticket can, for a work
 * unit that is open: it is signed with the key that apis and computes share, and is recorded nowhere. What is taken is recorded by orc when the task ends; until then it is an upload like others.
 * Thread safe.
 */
public final class SnapshotUploads {

    /** Of the images that are made so. */
    public static final String FORMAT = "qcow2";

    private final WorkUnitReader reader;
    private final ImageFiles files;
    private final Supplier<URI> base;
    private final Executor reading;
    private final LookingKey key;
    private final InstantSource clock;

    /**
     * Uploads to this api.
     *
     * @param base where computes reach it; asked for once it listens
     * @param reading reads and writes whole files
     * @param key of the tickets
     */
    public SnapshotUploads(
            WorkUnitReader reader,
            ImageFiles files,
            Supplier<URI> base,
            Executor reading,
            LookingKey key,
            InstantSource clock) {
        this.reader = reader;
        this.files = files;
        this.base = base;
        this.reading = reading;
        this.key = key;
        this.clock = clock;
    }

    /** The URL for the data of one work unit. */
    public String url(String workUnit) {
        return base.get().resolve("/v1/work-units/" + workUnit + "/upload").toString();
    }

    /** The one where they come in. */
    public List<Route> routes() {
        return List.of(Route.put("/v1/work-units/{work_unit}/upload", "upload_snapshot")
                .says("Takes the disk of a snapshot that becomes an image; for computes, which have tickets for it.")
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
        return admitted(request, id)
                .thenApply(unit -> unit.filter(work -> !work.isTerminal())
                        .flatMap(WorkUnit::request)
                        .filter(SnapshotToImage.class::isInstance)
                        .map(SnapshotToImage.class::cast)
                        .orElseThrow(() -> ProblemType.NOT_FOUND.of(
                                "no upload is expected here",
                                "An open work unit snapshot_to_image has told its compute where to send the disk.")));
    }

    /** Without a ticket nothing is even looked up. */
    private CompletableFuture<Optional<WorkUnit>> admitted(Request request, String id) {
        if (!Ids.isId(id)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return key.get()
                .thenCompose(known -> UploadTicket.admits(known, request.header("authorization"), id, clock.instant())
                        ? reader.read(id)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }
}
