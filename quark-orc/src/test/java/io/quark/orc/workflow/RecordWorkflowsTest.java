package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.RULES;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.CreateImage;
import io.quark.common.model.WorkRequest.DeleteImage;
import io.quark.common.model.WorkRequest.FillImage;
import io.quark.common.model.WorkRequest.UpdateInstance;
import io.quark.common.model.WorkUnit.State;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The kinds of work that touch no host. */
class RecordWorkflowsTest {

    private static final String WORK = Ids.derived("some work");
    private static final String DEBIAN = Ids.derived("an image");

    private final FakeWorld world = new FakeWorld();
    private final Workflows workflows = new Workflows(RULES, PATHS);

    @Test
    void nameAndLabelsOfAnInstanceChange() {
        world.instances.put(MACHINE, new Seen<>(FakeWorld.instance("a", Instance.Status.ACTIVE, Optional.empty()), 8));

        Outcomes updated = next(
                new UpdateInstance(Optional.of("db-1"), Optional.of(Map.of("role", "", "tier", "back"))),
                new Target("instance", MACHINE, "web-1"));

        assertThat(updated.instance(MACHINE).name()).isEqualTo("db-1");
        assertThat(updated.instance(MACHINE).spec().labels()).containsExactly(Map.entry("tier", "back"));
        assertThat(updated.instance(MACHINE).generation()).isEqualTo(2);
        assertThat(updated.done(WORK).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void anInstanceThatIsGoneCannotBeUpdated() {
        Outcomes failed = next(
                new UpdateInstance(Optional.of("db-1"), Optional.empty()), new Target("instance", MACHINE, "web-1"));

        assertThat(problem(failed).status()).isEqualTo(404);
    }

    @Test
    void anImageIsRecordedUnderItsName() {
        Outcomes made = next(new CreateImage(image(Image.Status.WAITING)), target());

        assertThat(made.paths()).contains(PATHS.image(DEBIAN), PATHS.name("image", "acme", "debian"));
        assertThat(made.act().parents()).containsExactly(PATHS.namesOf("image", "acme"));
        assertThat(made.done(WORK).result()).containsEntry("image", DEBIAN);
    }

    @Test
    void aNameThatIsTakenIsAConflict() {
        world.names.put("image/acme/debian", "other");

        Outcomes failed = next(new CreateImage(image(Image.Status.WAITING)), target());

        assertThat(problem(failed).type()).isEqualTo("name-taken");
        assertThat(failed.paths()).doesNotContain(PATHS.image(DEBIAN));
        assertThat(failed.act().parents()).isEmpty();
    }

    @Test
    void anImageThatGetsItsDiskIsReady() {
        world.images.put(DEBIAN, new Seen<>(image(Image.Status.WAITING), 4));

        Op.Set set = filled(file(ImageFile.Role.DISK, "ab"));

        assertThat(set.version()).isEqualTo(4);
        assertThat(imageOf(set).status()).isEqualTo(Image.Status.READY);
    }

    @Test
    void aKernelAndItsInitrdComeOneAfterTheOther() {
        ImageFile initrd = file(ImageFile.Role.INITRD, "ab");
        ImageFile kernel = file(ImageFile.Role.KERNEL, "cd");
        world.images.put(DEBIAN, new Seen<>(image(Image.Status.WAITING), 4));

        Image first = imageOf(filled(initrd));
        world.images.put(DEBIAN, new Seen<>(first, 5));
        Image second = imageOf(filled(kernel));

        assertThat(first.status()).isEqualTo(Image.Status.WAITING); // an initrd alone boots nothing
        assertThat(second.status()).isEqualTo(Image.Status.READY);
        assertThat(second.files()).containsExactly(kernel, initrd);
    }

    @Test
    void ofTwoUploadsAtOnceOneCounts() {
        world.images.put(DEBIAN, new Seen<>(image(Image.Status.READY, file(ImageFile.Role.DISK, "ab")), 4));

        Outcomes other = next(new FillImage(List.of(file(ImageFile.Role.DISK, "cd"))), target());
        Outcomes same = next(new FillImage(List.of(file(ImageFile.Role.DISK, "ab"))), target());

        assertThat(problem(other).detail()).contains("debian").contains("disk");
        assertThat(other.paths()).doesNotContain(PATHS.image(DEBIAN));
        assertThat(same.done(WORK).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void anImageGoesWithItsName() {
        world.images.put(DEBIAN, new Seen<>(image(Image.Status.READY), 4));
        world.names.put("image/acme/debian", DEBIAN);

        Outcomes gone = next(new DeleteImage(), target());

        assertThat(gone.deletes(PATHS.image(DEBIAN))).isTrue();
        assertThat(gone.deletes(PATHS.name("image", "acme", "debian"))).isTrue();
    }

    @Test
    void whatTheTreeRefusesAgainAndAgainFails() {
        OpenWork work = FakeWorld.asked(WORK, new DeleteImage(), target());

        Outcomes failed = Outcomes.of(workflows.giveUp(work, "NODE_EXISTS at create /x", world));

        assertThat(problem(failed).detail()).contains("NODE_EXISTS at create /x");
    }

    private Outcomes next(WorkRequest request, Target target) {
        return Outcomes.of(workflows.next(FakeWorld.asked(WORK, request, target), world));
    }

    private static Problem problem(Outcomes failed) {
        return failed.done(WORK).error().orElseThrow();
    }

    private static Target target() {
        return new Target("image", DEBIAN, "debian");
    }

    private Op.Set filled(ImageFile file) {
        return next(new FillImage(List.of(file)), target()).act().ops().stream()
                .filter(op -> op.path().equals(PATHS.image(DEBIAN)))
                .map(Op.Set.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Image imageOf(Op.Set set) {
        return Json.read(set.data(), Image.class);
    }

    private static ImageFile file(ImageFile.Role role, String sha256) {
        return new ImageFile(role, "raw", 10, sha256, "/images/" + sha256, Optional.empty());
    }

    private static Image image(Image.Status status, ImageFile... files) {
        return new Image(DEBIAN, "debian", "acme", "qcow2", List.of(files), Optional.empty(), status, START, WORK);
    }
}
