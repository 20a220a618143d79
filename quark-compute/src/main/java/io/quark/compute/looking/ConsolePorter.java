package io.quark.compute.looking;

import io.quark.common.json.Json;
import io.quark.common.looking.ConsoleKind;
import io.quark.common.looking.SocketDoor;
import io.quark.common.looking.SocketDoor.Decision;
import io.quark.common.model.Problem;
import io.quark.common.ticket.OneTime;
import io.quark.compute.hypervisor.ConsoleLine;
import io.quark.compute.hypervisor.UnseenException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets api processes in to consoles. Thread safe. */
final class ConsolePorter implements SocketDoor.Porter {

    private static final Pattern PATH = Pattern.compile("/computes/([^/]+)/machines/([^/]+)/([^/]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final int OPENING_AT_ONCE = 8;
    private static final String RETRY_SECONDS = "3";

    private final Admission admission;
    private final String bootId;
    private final UsedTickets used;
    private final Viewers viewers;
    private final Semaphore opening = new Semaphore(OPENING_AT_ONCE);

    /** @param bootId names this life of the daemon: tickets for another one may have been used already */
    ConsolePorter(Admission admission, String bootId, UsedTickets used, Viewers viewers) {
        this.admission = admission;
        this.bootId = bootId;
        this.used = used;
        this.viewers = viewers;
    }

    private record Found(ConsoleLine line, String nonce) {}

    @Override
    public Decision receive(HttpServletRequest request) {
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) {
            return new Decision.Elsewhere();
        }
        Optional<ConsoleKind> kind = ConsoleKind.of(path.group(3));
        if (kind.isEmpty()) {
            return new Decision.Elsewhere();
        }
        if (!opening.tryAcquire()) {
            return refused(Refusals.busy("too many consoles are being opened at once"));
        }
        try {
            return open(request, kind.get(), path.group(1), path.group(2));
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            return refused(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        } catch (IOException e) {
            return refused(UnseenException.notRunning(path.group(2)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(Refusals.busy("the compute stops"));
        } finally {
            opening.release();
        }
    }

    private Decision open(HttpServletRequest request, ConsoleKind kind, String compute, String instance)
            throws ExecutionException, TimeoutException, InterruptedException, IOException {
        CompletableFuture<Found> found = admission
                .admit(Optional.ofNullable(request.getHeader("Authorization")), kind.text(), compute, instance)
                .thenCompose(admitted -> admitted.insight()
                        .console(instance, kind)
                        .thenApply(line -> new Found(line, admitted.ticket().nonce())));
        Found it = found.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (it.nonce().isEmpty()) {
            throw Refusals.noTicket("a ticket for a console is for one time");
        }
        if (!OneTime.isFor(bootId, it.nonce()) || !used.use(it.nonce())) {
            throw Refusals.usedTicket();
        }
        Viewer viewer = viewers.open(compute + "/" + instance + "/" + kind.text(), it.line());
        return new Decision.Welcome(viewer, () -> viewer.end(Viewer.GOING_AWAY, ""));
    }

    private static Decision refused(Throwable why) {
        Problem problem = Refusals.problemOf(why);
        return new Decision.Refused(
                problem.status(),
                Json.text(problem),
                problem.status() == Refusals.LATER ? Map.of("Retry-After", RETRY_SECONDS) : Map.of());
    }
}
