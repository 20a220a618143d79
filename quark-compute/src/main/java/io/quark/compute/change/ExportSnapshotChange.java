package io.quark.compute.change;

import io.quark.common.json.Json;
import io.quark.common.model.TaskDetail;
import io.quark.common.ticket.UploadTicket;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.Snapshots.Upload;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Sends a snapshot's disk to an api, which keeps it as an image. The machine is not touched; nothing of it stays here. */
final class ExportSnapshotChange implements HostChange {

    /** In the task's result: what the api keeps, as JSON. */
    static final String FILE = "file";

    private static final String UPLOAD = "upload";

    @Override
    public Needs needs() {
        return Needs.HERE.and(TaskDetail.Export.class).anyNumber();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        TaskDetail.Export detail = order.detail(TaskDetail.Export.class);
        Snapshots snapshots = order.at().storage().snapshots();
        String instance = order.instance();
        AtomicReference<String> file = new AtomicReference<>("");
        Step flatten = new Step(
                "flatten",
                stop -> snapshots.flatten(instance, detail.snapshot(), stop),
                () -> snapshots.unflatten(instance, detail.snapshot()));
        Step upload = new Step(
                UPLOAD,
                stop -> upload(order, detail.uploadTo())
                        .thenCompose(to -> snapshots.upload(instance, detail.snapshot(), to, stop))
                        .thenCompose(kept -> {
                            file.set(Json.text(kept));
                            return snapshots.unflatten(instance, detail.snapshot());
                        }),
                () -> CompletableFuture.completedFuture(null));
        return CompletableFuture.completedFuture(ChangePlan.of(StepGraph.chain(List.of(flatten, upload)), List::of)
                .telling(() -> Map.of(FILE, file.get())));
    }

    private static CompletableFuture<Upload> upload(ChangeOrder order, String url) {
        return order.at()
                .tree()
                .ticketKey()
                .exceptionally(failure -> {
                    throw new HostFailureException(
                            HostFailureException.Kind.UNREACHABLE,
                            "no ticket could be written for the upload: " + failure.getMessage(),
                            "see that ZooKeeper can be reached from this host",
                            failure);
                })
                .thenApply(key -> new Upload(
                        url,
                        UploadTicket.header(
                                key, order.task().workUnit(), order.at().clock().instant())));
    }
}
