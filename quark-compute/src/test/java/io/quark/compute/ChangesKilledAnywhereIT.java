package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.quark.common.json.Json;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.change.Changes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon is killed at each point of each kind of change; the next one finds the host as it was left, and makes of it exactly what an
 * undisturbed daemon makes. Which points there are, the undisturbed run tells: a new step is walked through without being listed anywhere.
 *
 * <p>Always after each step, and after the gate and the end; with {@code -Dquark.crash.all=true} also where hardly anything lies between
 * that and what came last.
 */
@BesideOthers
class ChangesKilledAnywhereIT {

    private static final boolean ALL = Boolean.getBoolean("quark.crash.all");

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private ComputeFixture compute;
    private HttpServer api;
    private List<ChangeWalk> walks;

    /** What an undisturbed daemon makes of a change. */
    private record Undisturbed(List<String> points, Optional<TaskEnd.State> end, List<String> picture) {}

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ImageFile kept = new ImageFile(ImageFile.Role.DISK, "qcow2", 1, "a".repeat(64), "/kept", Optional.empty());
        api.createContext("/", exchange -> {
            byte[] answer = Json.bytes(kept);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        api.start();
        walks = ChangeWalks.all("http://127.0.0.1:" + api.getAddress().getPort() + "/image");
        compute = new ComputeFixture(zooKeeper, state).start();
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
        api.stop(0);
    }

    @Test
    void everyKindOfChangeIsWalkedThrough() {
        assertThat(walks.stream().map(ChangeWalk::kind).collect(Collectors.toSet()))
                .isEqualTo(Changes.all().kinds());
    }

    @TestFactory
    Stream<DynamicContainer> whateverIsAskedIsFinishedByTheNextDaemon() {
        return walks.stream().map(walk -> DynamicContainer.dynamicContainer(walk.name(), points(walk)));
    }

    private Stream<DynamicTest> points(ChangeWalk walk) {
        return Stream.of(walk)
                .map(this::undisturbed)
                .flatMap(wanted -> wanted.points().stream()
                        .filter(point -> ALL || point.endsWith(".after"))
                        .map(point -> DynamicTest.dynamicTest(point, () -> killedAt(point, walk, wanted))));
    }

    private Undisturbed undisturbed(ChangeWalk walk) {
        WalkedMachine machine = new WalkedMachine(compute);
        walk.before().accept(machine);
        int before = compute.reached().size();
        Task task = walk.ask().apply(machine);
        awaitEnd(walk, machine, task);
        String prefix = "compute." + walk.kind().text() + ".";
        soon().until(() -> compute.reached().stream().skip(before).anyMatch((prefix + "end.after")::equals));
        soon().until(() -> walk.settled().test(machine));
        List<String> reached = compute.reached();
        Undisturbed undisturbed = new Undisturbed(
                reached.subList(before, reached.size()).stream()
                        .filter(point -> point.startsWith(prefix))
                        .distinct()
                        .toList(),
                Optional.of(TaskEnd.State.SUCCEEDED),
                settled(machine, task));
        assertThat(compute.active(task).flatMap(Task::end).map(TaskEnd::state)).isEqualTo(undisturbed.end());
        machine.goes(task);
        return undisturbed;
    }

    private void killedAt(String point, ChangeWalk walk, Undisturbed wanted) throws IOException {
        WalkedMachine machine = new WalkedMachine(compute);
        walk.before().accept(machine);
        compute.crashAt(point);
        Task task = walk.ask().apply(machine);
        soon().until(() -> {
            meanwhile(walk, machine, task);
            return compute.isKilled();
        });
        compute.kill();

        compute.start();

        awaitEnd(walk, machine, task);
        assertThat(compute.active(task).flatMap(Task::end).map(TaskEnd::state))
                .as("%s", compute.active(task))
                .isEqualTo(wanted.end());
        soon().untilAsserted(() -> assertThat(machine.picture(task)).isEqualTo(wanted.picture()));
        machine.goes(task);
    }

    private void awaitEnd(ChangeWalk walk, WalkedMachine machine, Task task) {
        soon().until(() -> {
            meanwhile(walk, machine, task);
            return compute.active(task).filter(Task::hasEnded).isPresent();
        });
        meanwhile(walk, machine, task);
    }

    /** What others do on a host that is dying at that moment is done again when it is back. */
    private void meanwhile(ChangeWalk walk, WalkedMachine machine, Task task) {
        try {
            walk.meanwhile().accept(machine, task);
        } catch (RuntimeException e) {
            if (!compute.isKilled()) {
                throw e;
            }
        }
    }

    /** What has come of it once everything that follows a change has followed. */
    private static List<String> settled(WalkedMachine machine, Task task) {
        List<List<String>> seen = new ArrayList<>();
        soon().pollInterval(Duration.ofMillis(30)).until(() -> {
            seen.add(machine.picture(task));
            int count = seen.size();
            return count > 3 && seen.get(count - 1).equals(seen.get(count - 4));
        });
        return last(seen);
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
