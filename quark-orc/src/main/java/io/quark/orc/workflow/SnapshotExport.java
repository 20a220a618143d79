package io.quark.orc.workflow;

import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import io.quark.common.model.MachineRequest.SnapshotToImage;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Snapshot;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A new image from a snapshot: it waits for its data as if it was uploaded, and goes again if that does not come. */
record SnapshotExport(SnapshotToImage request) implements MachineKind {

    /** In the task's result: the {@link ImageFile} with which the api has answered. */
    private static final String FILE = "file";

    @Override
    public Begin begin(Subject subject) {
        Optional<Snapshot> snapshot = SnapshotChange.of(request.snapshot(), subject);
        if (snapshot.isEmpty()) {
            return new Begin.Refused(Problems.gone(Names.SNAPSHOT, request.snapshot()));
        }
        if (snapshot.get().status() != Snapshot.Status.READY) {
            return subject.refused("its snapshot " + request.snapshot() + " is not ready", "take another one");
        }
        Image asked = request.image();
        Optional<String> bearer = subject.world().named(Names.IMAGE, asked.project(), asked.name());
        if (bearer.isPresent()) {
            return new Begin.Refused(Problems.nameTaken(Names.IMAGE, asked.name(), bearer.get()));
        }
        if (subject.world().image(asked.id()).isPresent()) {
            return new Begin.Refused(Problems.exists(Names.IMAGE, asked.id()));
        }
        return subject.onHost(
                TaskKind.EXPORT_SNAPSHOT,
                Optional.of(new TaskDetail.Export(request.snapshot(), asked.id(), request.uploadTo())),
                subject.instance(),
                subject.instance(),
                Resources.NONE,
                List.of(
                        Op.create(
                                subject.paths().image(asked.id()),
                                with(asked, List.of(), Image.Status.WAITING, subject)),
                        Names.claim(subject.paths(), Names.IMAGE, asked.project(), asked.name(), asked.id())),
                List.of(Names.parent(subject.paths(), Names.IMAGE, asked.project())),
                0);
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        Optional<Seen<Image>> image = subject.world().image(request.image().id());
        if (image.isEmpty()) {
            return Left.of(subject.instance())
                    .failed(Problems.gone(Names.IMAGE, request.image().id()));
        }
        if (!image.get().value().files().isEmpty()) {
            return Left.of(subject.instance())
                    .failed(Problems.filled(image.get().value().name(), ImageFile.Role.DISK.text()));
        }
        Optional<ImageFile> file = file(how);
        if (file.isEmpty()) {
            Problem problem = Problems.unreadableFile(how.task().host());
            return Left.of(subject.instance(), removal(subject)).failed(problem);
        }
        Image ready = with(image.get().value(), List.of(file.get()), Image.Status.READY, subject);
        return Left.of(
                        subject.instance(),
                        List.of(Op.set(
                                subject.paths().image(ready.id()),
                                ready,
                                image.get().version())))
                .telling(Names.IMAGE, ready.id());
    }

    @Override
    public Left undone(Subject subject) {
        return Left.of(subject.instance(), removal(subject));
    }

    /** The machine is none the worse for it, and an image whose data may never come is of no use. */
    @Override
    public Left unsure(Subject subject, Problem problem) {
        return undone(subject);
    }

    private List<Op> removal(Subject subject) {
        List<Op> ops = new ArrayList<>();
        subject.world()
                .image(request.image().id())
                .filter(seen -> seen.value().status() == Image.Status.WAITING)
                .ifPresent(seen -> {
                    Image image = seen.value();
                    ops.add(Op.delete(subject.paths().image(image.id()), seen.version()));
                    ops.addAll(Names.release(
                            subject.paths(), Names.IMAGE, image.project(), image.name(), image.id(), subject.world()));
                });
        return ops;
    }

    private static Optional<ImageFile> file(TaskOutcome.Succeeded how) {
        try {
            return Optional.ofNullable(how.end().result().get(FILE))
                    .map(json -> Json.read(json.getBytes(StandardCharsets.UTF_8), ImageFile.class));
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }

    private static Image with(Image image, List<ImageFile> files, Image.Status status, Subject subject) {
        return new Image(
                image.id(),
                image.name(),
                image.project(),
                files.stream().map(ImageFile::format).findFirst().orElse(image.format()),
                files,
                image.cmdline(),
                status,
                image.createdAt(),
                subject.work().id());
    }
}
