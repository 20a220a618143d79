package io.quark.api.action;

import io.quark.api.bind.Faults;
import io.quark.api.bind.Field;
import io.quark.api.instance.BootDraft;
import io.quark.api.instance.InstanceBody;
import io.quark.api.instance.InstanceBody.BootBody;
import io.quark.api.view.Cluster;
import io.quark.common.model.Boot;
import io.quark.common.model.Flavor;
import io.quark.common.model.Hardware;
import io.quark.common.model.Image;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.MachineRequest.Rebuild;
import io.quark.common.model.MachineRequest.Rescue;
import io.quark.common.model.MachineRequest.Resize;
import io.quark.common.model.MachineRequest.Unrescue;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerOff;
import java.util.List;
import java.util.Optional;

/** Giving machines another shape, or something else to boot from. */
final class ShapeActions {

    private final Cluster cluster;

    ShapeActions(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What a machine has to be off for may say how it is ended. */
    private interface Ended {

        Optional<Boolean> force();

        Optional<Integer> deadlineS();

        /** Empty if nothing is said of it. */
        default Optional<PowerOff> powerOff() {
            return PowerActions.powerOff(force(), deadlineS());
        }
    }

    record ResizeAction(
            @Field(required = true, pattern = "resize", says = "resize: while it runs where that is possible.")
            Optional<String> action,

            @Field(maxLength = 63, says = "Flavor that gives its shape, by name or id; this, or the others.")
            Optional<String> flavor,

            @Field(min = 16, max = 16 * InstanceBody.TERA, says = "MiB; as it is unless given.")
            Optional<Long> ram,

            @Field(min = 1, max = 512, says = "Virtual CPUs; as they are unless given.")
            Optional<Integer> cpu,

            @Field(
                    min = 1,
                    max = 1024 * InstanceBody.TERA,
                    says = "Size of the root disk, MiB, which only grows; as it is unless given.")
            Optional<Long> storage,

            @Field(says = "Whether it may be restarted where it cannot be done while it runs; true unless given.")
            Optional<Boolean> restart,

            @Field(says = "Whether it may go to another host if its own is full; true unless given.")
            Optional<Boolean> move,

            @Field(says = "Cut its power at once, if it has to be ended for this; false unless given.")
            Optional<Boolean> force,

            @Field(min = 1, max = PowerActions.LONGEST_S, says = "Seconds until its power is cut; 60 unless given.")
            Optional<Integer> deadlineS)
            implements Ended {}

    record BootAction(
            @Field(
                    required = true,
                    pattern = "rebuild|rescue",
                    says =
                            "rebuild: its root disk is made anew; rescue: it boots from something else, with its root disk as a second one.")
            Optional<String> action,

            @Field(maxLength = 63, says = "Image, by name or id; what it is made from unless this or boot is given.")
            Optional<String> image,

            @Field(says = "Files to boot from; this or image.")
            Optional<BootBody> boot,

            @Field(says = "Cut its power at once, if it has to be ended for this; false unless given.")
            Optional<Boolean> force,

            @Field(min = 1, max = PowerActions.LONGEST_S, says = "Seconds until its power is cut; 60 unless given.")
            Optional<Integer> deadlineS)
            implements Ended {}

    record UnrescueAction(
            @Field(required = true, pattern = "unrescue", says = "unrescue: it boots from its own disk again.")
            Optional<String> action,

            @Field(says = "Cut its power at once, if it has to be ended for this; false unless given.")
            Optional<Boolean> force,

            @Field(min = 1, max = PowerActions.LONGEST_S, says = "Seconds until its power is cut; 60 unless given.")
            Optional<Integer> deadlineS)
            implements Ended {}

    List<Action<?>> all() {
        return List.of(
                Action.of("resize", ResizeAction.class, ShapeActions::check, this::resize),
                booting("rebuild", this::rebuild),
                booting("rescue", this::rescue),
                Action.of("unrescue", UnrescueAction.class, ShapeActions::unrescue));
    }

    private static Action<BootAction> booting(String name, Action.Judge<BootAction> judge) {
        return new Action<>(name, BootAction.class, ShapeActions::refuseBoth, BootAction::boot, judge);
    }

    private static void check(ResizeAction body, Faults faults) {
        boolean shaped = body.ram().isPresent()
                || body.cpu().isPresent()
                || body.storage().isPresent();
        if (body.flavor().isPresent() && shaped) {
            faults.add("/flavor", "is given beside ram, cpu or storage, which it says itself");
        }
        if (body.flavor().isEmpty() && !shaped && faults.isEmpty()) {
            faults.add("/flavor", "is required, unless ram, cpu or storage is given");
        }
    }

    private Resize resize(ResizeAction body, Asked asked) {
        asked.refuseRescued("resized");
        InstanceSpec spec = asked.instance().spec();
        Optional<Flavor> flavor = body.flavor()
                .map(name -> cluster.machines()
                        .findFlavor()
                        .addressed(asked.project(), name)
                        .value());
        // A flavor without a size of its own leaves the disk as large as it is.
        Optional<Long> storage =
                flavor.map(Flavor::storage).filter(size -> size > 0).or(body::storage);
        asked.refuse(
                storage.filter(size -> size < spec.storage()).isPresent(),
                "the root disk of " + asked.instance().name() + " has " + spec.storage() + " MiB, and disks only grow: "
                        + storage.orElse(0L) + " MiB is less",
                "Ask for at least " + spec.storage() + " MiB of storage, or make another machine.");
        boolean special = spec.hardware()
                .filter(hardware -> !hardware.equals(Hardware.PLAIN))
                .isPresent();
        asked.refuse(
                special
                        && flavor.isEmpty()
                        && (body.ram().isPresent() || body.cpu().isPresent()),
                "the instance " + asked.instance().name() + " has the hardware of its flavor, which says where its"
                        + " memory and processors lie",
                "Name a flavor of the size that is wanted.");
        asked.standing()
                .refuseIf(
                        asked.standing().is(MachineStatus.SUSPENDED),
                        "Its saved memory is of its size: resume or stop it first.");
        return new Resize(
                flavor.map(Flavor::ram).or(body::ram),
                flavor.map(Flavor::cpu).or(body::cpu),
                storage,
                flavor.map(Flavor::id),
                flavor.map(Flavor::hardware),
                body.restart().orElse(true),
                body.move().orElse(true),
                body.powerOff());
    }

    private Rebuild rebuild(BootAction body, Asked asked) {
        asked.refuseRescued("rebuilt");
        Boot boot = boot(body.image(), body.boot(), asked);
        BootDraft.refuseLarger(
                boot,
                asked.instance().spec().storage(),
                "Resize " + asked.instance().name() + " to at least " + boot.leastStorage() + " MiB of storage first.");
        return new Rebuild(boot.image(), boot, body.powerOff());
    }

    private Rescue rescue(BootAction body, Asked asked) {
        asked.refuseRescued("rescued again");
        return new Rescue(boot(body.image(), body.boot(), asked), body.powerOff());
    }

    private static Unrescue unrescue(UnrescueAction body, Asked asked) {
        asked.refuse(
                asked.instance().rescue().isEmpty() && !asked.standing().pending(),
                "the instance " + asked.instance().name() + " is not being rescued",
                "It boots from its own disk already.");
        return new Unrescue(body.powerOff());
    }

    private static void refuseBoth(BootAction body, Faults faults) {
        if (body.image().isPresent() && body.boot().isPresent()) {
            faults.add("/image", "is given beside boot; give one of them");
        }
    }

    /** What is asked for, else what the machine is made from: its image as it is now, or if that is gone as it was. */
    private Boot boot(Optional<String> image, Optional<BootBody> boot, Asked asked) {
        if (boot.isPresent()) {
            return new Boot(Optional.empty(), asked.files(), boot.flatMap(BootBody::cmdline));
        }
        return image.map(name ->
                        cluster.findImage().addressed(asked.project(), name).value())
                .or(() -> own(asked))
                .map(BootDraft::of)
                .orElseGet(() -> asked.instance().boot());
    }

    private Optional<Image> own(Asked asked) {
        return asked.instance()
                .spec()
                .image()
                .flatMap(id -> cluster.images().byId(id))
                .map(found -> found.value());
    }
}
