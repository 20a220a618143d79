package io.quark.api.image;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.FillImage;
import io.quark.common.model.WorkUnit;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** {@code /v1/images}. Thread safe. */
public final class ImageRoutes {

    private static final String TYPE = "image";

    private final Cluster cluster;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final ImageDraft draft;
    private final ImageFiles files;
    private final Executor reading;
    private final Clock clock;

    /**
     * The routes.
     *
     * @param reading reads whole files
     */
    public ImageRoutes(
            Cluster cluster,
            Freshness freshness,
            Acceptance acceptance,
            ImageSources sources,
            ImageInspector inspector,
            RemoteImages remote,
            ImageFiles files,
            Executor reading,
            Clock clock) {
        this.cluster = cluster;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.draft = new ImageDraft(sources, inspector, remote);
        this.files = files;
        this.reading = reading;
        this.clock = clock;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/images", "create_image")
                        .says("Records an image: from files of the api's machine, or to be filled by PUT .../data.")
                        .body(ImageBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get("/v1/images", "list_images")
                        .says("Lists images.")
                        .takes(Listing.parameters(
                                Parameter.text("name", "Only the one of this name."),
                                Parameter.text(
                                        "project",
                                        "Those of this project instead of the header's; *: of all projects."),
                                Parameter.text("status", "Only those of this status.")))
                        .answersPage(ImageAnswer.class)
                        .by(this::list),
                Route.get("/v1/images/{image}", "get_image")
                        .says("Shows an image, by id or name.")
                        .takes(Listing.single())
                        .answers(ImageAnswer.class, "The image.")
                        .problems(409)
                        .by(this::get),
                Route.put("/v1/images/{image}/data", "upload_image")
                        .says("Streams a file of a waiting image in.")
                        .takes(
                                Parameter.text(
                                        "role",
                                        "disk (default unless the image's format is kernel), kernel or initrd."),
                                Parameter.text("sha256", "What the data must have, hex."))
                        .streams()
                        .changes(WorkUnitAnswer.class)
                        .by(this::upload),
                Route.get("/v1/images/{image}/files/{role}", "get_image_file")
                        .says("The bytes of a file of an image; computes on other machines fetch it here.")
                        .answers("application/octet-stream", String.class, "The file.")
                        .by(this::file),
                Route.delete("/v1/images/{image}", "delete_image")
                        .says("Forgets an image; machines made from it stay.")
                        .changes(WorkUnitAnswer.class)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> create(Request request) {
        ImageBody body = request.read(ImageBody.class);
        return CompletableFuture.supplyAsync(() -> draft.files(body, request.faults()), reading)
                .thenCompose(found -> {
                    request.refuseFaults(
                            "Correct these fields; files are taken from below images.allowed_dirs of the api.");
                    return acceptance.accept(request, ids -> create(request, body, found, ids));
                });
    }

    private Draft create(Request request, ImageBody body, List<ImageFile> found, WorkUnitIds ids) {
        String name = body.name().orElseThrow();
        cluster.images().named(request.project(), name).stream().findFirst().ifPresent(holder -> {
            throw ProblemType.CONFLICT.of(
                    "the image " + holder.value().id() + " bears the name " + name + " in project " + request.project(),
                    "Choose another name, or delete that image first.");
        });
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        Image image = new Image(
                id,
                name,
                request.project(),
                body.format().orElseThrow().text(),
                found.stream()
                        .map(file -> file.url().isPresent() ? file : files.withUrl(id, file))
                        .toList(),
                body.cmdline(),
                found.isEmpty() ? Image.Status.WAITING : Image.Status.READY,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                workUnit);
        return new Draft(workUnit, new Target(TYPE, id, name), new WorkRequest.CreateImage(image));
    }

    /** A repeat is recognised before anything is stored: the image has its file by then. */
    private CompletableFuture<Answer> upload(Request request) {
        return acceptance
                .repeated(
                        request,
                        work -> CompletableFuture.supplyAsync(
                                () -> files.isSame(request.stream(), sent(work, request)), reading))
                .thenCompose(answered ->
                        answered.map(CompletableFuture::completedFuture).orElseGet(() -> uploadAnew(request)));
    }

    /** The hash of what that work unit took in, as far as it is known still. */
    private Optional<String> sent(WorkUnit work, Request request) {
        Stream<ImageFile> asked = work.request().stream()
                .filter(FillImage.class::isInstance)
                .flatMap(fill -> ((FillImage) fill).files().stream());
        Stream<ImageFile> had = cluster.images().byId(work.target().id()).stream()
                .map(Entry::value)
                .flatMap(image -> image.files().stream().filter(file -> file.role() == role(image, request)));
        return Stream.concat(asked, had).map(ImageFile::sha256).findFirst();
    }

    private CompletableFuture<Answer> uploadAnew(Request request) {
        return freshness
                .caughtUp()
                .thenApplyAsync(done -> takeOrRefuse(request), reading)
                .thenCompose(taken -> acceptance.accept(
                        request,
                        ids -> new Draft(
                                ids.inShardOf(taken.image().id()),
                                new Target(
                                        TYPE, taken.image().id(), taken.image().name()),
                                new FillImage(List.of(taken.file())))));
    }

    private ImageFiles.Taken takeOrRefuse(Request request) {
        try {
            return take(request);
        } catch (ProblemException refusal) {
            // Who asks first whether to send has sent nothing.
            if (request.header("expect").isEmpty()) {
                Unread.skip(request.stream());
            }
            throw refusal;
        }
    }

    private ImageFiles.Taken take(Request request) {
        Image image = addressed(request).value();
        ImageFile.Role role = role(image, request);
        request.query("sha256")
                .filter(text -> !text.matches(ImageBody.SHA256))
                .ifPresent(text -> request.faults().add("sha256", "must be 64 hex digits"));
        request.refuseFaults("Correct the parameters.");
        return files.take(image, role, request.query("sha256"), request.stream());
    }

    private static ImageFile.Role role(Image image, Request request) {
        ImageFile.Role standard = image.format().equals("kernel") ? ImageFile.Role.KERNEL : ImageFile.Role.DISK;
        return request.query("role").map(text -> role(text, request)).orElse(standard);
    }

    private static ImageFile.Role role(String text, Request request) {
        return Arrays.stream(ImageFile.Role.values())
                .filter(role -> role.text().equals(text))
                .findFirst()
                .orElseGet(() -> {
                    request.faults().add("role", "must be one of disk, kernel, initrd");
                    return ImageFile.Role.DISK;
                });
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Optional<String> project = request.query("project").or(() -> Optional.of(request.project()));
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.images().in(project.filter(text -> !text.equals("*"))),
                            entry -> Optional.of(entry.value())
                                    .filter(image -> request.query("name")
                                            .map(image.name()::equals)
                                            .orElse(true))
                                    .filter(image -> request.query("status")
                                            .map(image.status().text()::equals)
                                            .orElse(true))
                                    .map(ImageAnswer::of)));
        });
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Entry<Image> found = addressed(request);
            return Answer.ok(new Listing(request).trimmed(ImageAnswer.of(found.value())))
                    .with("ETag", "\"" + found.node().version() + "\"");
        });
    }

    private CompletableFuture<Answer> file(Request request) {
        Entry<Image> found = addressed(request);
        ImageFile.Role role = role(request.part("role"), request);
        request.refuseFaults("A file of an image is its disk, kernel or initrd.");
        return CompletableFuture.supplyAsync(() -> files.open(found.value(), role), reading);
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Image image = addressed(request).value();
            return new Draft(
                    ids.inShardOf(image.id()),
                    new Target(TYPE, image.id(), image.name()),
                    new WorkRequest.DeleteImage());
        });
    }

    private Entry<Image> addressed(Request request) {
        return cluster.findImage().addressed(request.project(), request.part(TYPE));
    }
}
