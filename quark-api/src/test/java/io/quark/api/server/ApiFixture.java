package io.quark.api.server;

import com.codahale.metrics.MetricRegistry;
import io.quark.api.Api;
import io.quark.api.ApiSettings;
import io.quark.api.Ground;
import io.quark.common.daemon.Metrics;
import io.quark.common.fault.CrashPoints;
import io.quark.common.testing.LaidOutTree;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ZooKeeperSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two apis on a real ZooKeeper, with a scripted orc behind them; for all tests of a class. */
final class ApiFixture implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final List<Api> apis = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<MetricRegistry> metrics = new ArrayList<>();
    private ZooKeeperFixture zookeeper;
    private LaidOutTree tree;
    private ScriptedOrc orc;
    private Path images;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        zookeeper = new ZooKeeperFixture();
        tree = zookeeper.laidOutTree();
        orc = new ScriptedOrc(tree);
        images = Files.createTempDirectory("quark-images-").toRealPath();
        for (int i = 0; i < 2; i++) {
            metrics.add(new MetricRegistry());
            apis.add(Api.start(
                    ApiSettings.onLoopback(),
                    ApiSettings.images(images),
                    ApiSettings.net(),
                    new Ground(
                            zookeeper.session(),
                            tree.paths(),
                            CrashPoints.NONE,
                            metrics.get(i),
                            Clock.systemUTC(),
                            Ground.PATIENCE,
                            List.of())));
            clients.add(new Client(apis.get(i).url()));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        orc.fail(java.util.Optional.empty());
        orc.resume();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        apis.forEach(Api::close);
        orc.close();
        zookeeper.close();
        try (Stream<Path> files = Files.walk(images)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Client client() {
        return clients.get(0);
    }

    Client client(int api) {
        return clients.get(api);
    }

    /** What an api tells Prometheus of networks. */
    String metrics(int api) {
        Metrics all = Metrics.withJvm();
        all.add(apis.get(api).usage());
        return new String(all.text(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** How many clients wait for a work unit to end. */
    int waitingClients(int api) {
        return (int)
                metrics.get(api).getGauges().get("quark_api_waiting_clients").getValue();
    }

    ZooKeeperFixture zookeeper() {
        return zookeeper;
    }

    LaidOutTree tree() {
        return tree;
    }

    Paths paths() {
        return tree.paths();
    }

    ScriptedOrc orc() {
        return orc;
    }

    Path images() {
        return images;
    }

    ZooKeeperSession session() {
        return tree.session();
    }

    /** A file that images may be made of. */
    Path file(String name, byte[] data) {
        try {
            return Files.write(images.resolve(name), data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A network with these subnets; answers its id. */
    String network(String name, String... cidrs) {
        StringBuilder subnets = new StringBuilder();
        for (String cidr : cidrs) {
            subnets.append(subnets.length() == 0 ? "" : ",")
                    .append("{\"cidr\":\"")
                    .append(cidr)
                    .append("\"}");
        }
        return client().post(
                        "/v1/networks",
                        "{\"name\":\"" + name + "\",\"subnets\":[" + subnets + "]}",
                        "Prefer",
                        "wait=30")
                .succeeded()
                .text("/target/id");
    }

    /** A raw image; answers its id. */
    String image(String name) {
        Path file = file(name + ".raw", ("disk of " + name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return client().post(
                        "/v1/images",
                        "{\"name\":\"" + name + "\",\"format\":\"raw\",\"source\":\"" + file + "\"}",
                        "Prefer",
                        "wait=30")
                .succeeded()
                .text("/target/id");
    }
}
