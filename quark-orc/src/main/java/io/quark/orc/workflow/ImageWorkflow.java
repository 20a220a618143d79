package io.quark.orc.workflow;

import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkRequest.CreateImage;
import io.quark.common.model.WorkRequest.DeleteImage;
import io.quark.common.model.WorkRequest.FillImage;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records, fills and removes images, each in one step. Removing one breaks no build: a build that was accepted carries the
 * files themselves, and hosts keep copies.
 */
final class ImageWorkflow implements Workflow {

    private static final String IMAGE = "image";

    private final Moves moves;

    ImageWorkflow(Paths paths) {
        this.moves = new Moves(paths);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        ActBuilder act = Decision.act(Step.RECORD);
        if (work.cancelAsked()) {
            return act.ops(moves.cancel(work, work.unit().change(), world.now()))
                    .build();
        }
        Optional<Problem> problem = decide(work, act, world);
        var changed = work.unit().change();
        if (problem.isPresent()) {
            return Decision.act(Step.RECORD)
                    .ops(moves.fail(work, changed, problem.get(), world.now()))
                    .build();
        }
        return act.ops(moves.succeed(work, changed.result(Map.of(IMAGE, work.target())), world.now()))
                .build();
    }

    /** Adds the operations, or says why it cannot be done. */
    private Optional<Problem> decide(OpenWork work, ActBuilder act, World world) {
        Object request = work.unit().request().orElse(null);
        Optional<Seen<Image>> image = world.image(work.target());
        if (request instanceof CreateImage create) {
            return create(create.image(), image, act, world);
        }
        if (request instanceof DeleteImage) {
            image.ifPresent(seen -> delete(seen, act, world));
            return Optional.empty(); // one that is gone already is deleted
        }
        if (!(request instanceof FillImage fill)) {
            return Optional.of(Problems.unreadable(work.id()));
        }
        if (image.isEmpty()) {
            return Optional.of(Problems.gone(IMAGE, work.target()));
        }
        Image was = image.get().value();
        Optional<ImageFile.Role> taken = taken(was, fill);
        if (taken.isPresent()) {
            return Optional.of(Problems.filled(was.name(), taken.get().text()));
        }
        act.ops(Op.set(
                moves.paths().image(work.target()),
                filled(was, fill, work.id()),
                image.get().version()));
        return Optional.empty();
    }

    private Optional<Problem> create(Image image, Optional<Seen<Image>> there, ActBuilder act, World world) {
        Optional<String> holder = world.named(IMAGE, image.project(), image.name());
        if (holder.isPresent()) {
            return Optional.of(Problems.nameTaken(IMAGE, image.name(), holder.get()));
        }
        if (there.isPresent()) {
            return Optional.of(Problems.exists(IMAGE, image.id()));
        }
        act.parent(moves.paths().namesOf(IMAGE, image.project()))
                .ops(
                        Op.create(moves.paths().image(image.id()), image),
                        Op.create(moves.paths().name(IMAGE, image.project(), image.name()), Map.of("id", image.id())));
        return Optional.empty();
    }

    private void delete(Seen<Image> seen, ActBuilder act, World world) {
        Image image = seen.value();
        act.ops(Op.delete(moves.paths().image(image.id()), seen.version()));
        if (world.named(IMAGE, image.project(), image.name())
                .filter(image.id()::equals)
                .isPresent()) {
            act.ops(Op.delete(moves.paths().name(IMAGE, image.project(), image.name()), Op.ANY_VERSION));
        }
    }

    /** The role for which the image has another file already: machines may have been made of that one. */
    private static Optional<ImageFile.Role> taken(Image was, FillImage fill) {
        return fill.files().stream()
                .filter(file -> was.files().stream()
                        .anyMatch(there ->
                                there.role() == file.role() && !there.sha256().equals(file.sha256())))
                .map(ImageFile::role)
                .findFirst();
    }

    /** An image may be filled file by file, a kernel and its initrd one after the other. */
    private static Image filled(Image was, FillImage fill, String workUnit) {
        Map<ImageFile.Role, ImageFile> files = new EnumMap<>(ImageFile.Role.class);
        was.files().forEach(file -> files.put(file.role(), file));
        fill.files().forEach(file -> files.putIfAbsent(file.role(), file));
        boolean boots = files.containsKey(ImageFile.Role.DISK) || files.containsKey(ImageFile.Role.KERNEL);
        return new Image(
                was.id(),
                was.name(),
                was.project(),
                was.format(),
                List.copyOf(files.values()),
                was.cmdline(),
                boots ? Image.Status.READY : Image.Status.WAITING,
                was.createdAt(),
                workUnit);
    }
}
