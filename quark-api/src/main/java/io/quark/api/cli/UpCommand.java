package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.api.local.LocalClusterException;
import io.quark.api.local.LocalProcess;
import io.quark.api.local.TinyImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quark up}: a whole Quark of separate processes on this machine. */
@Command(
        name = "up",
        description =
                "Starts a whole Quark on this machine: ZooKeeper, orcs, apis, and N simulated computes or one on the"
                        + " local libvirt. Returns when all are ready.")
final class UpCommand implements Callable<Integer> {

    @Option(names = "--simulate", paramLabel = "N", description = "N simulated computes instead of one on libvirt.")
    private int simulate;

    @Option(names = "--orcs", defaultValue = "2", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int orcs = 2;

    @Option(names = "--apis", defaultValue = "1", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int apis = 1;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where its data and logs go.")
    private Optional<Path> dir = Optional.empty();

    @Option(
            names = "--libvirt",
            defaultValue = ClusterPlan.SYSTEM,
            paramLabel = "URI",
            description = "Default: ${DEFAULT-VALUE}.")
    private String libvirt = ClusterPlan.SYSTEM;

    @Option(
            names = "--set",
            paramLabel = "ROLE.KEY=VALUE",
            description = "A setting for all orcs, apis or computes; several are possible.")
    private @Nullable List<String> settings;

    @Override
    public Integer call() {
        try {
            ClusterPlan plan = new ClusterPlan(simulate, orcs, apis, libvirt, List.of(), Map.of());
            for (String assignment : settings == null ? List.<String>of() : settings) {
                plan = plan.with(assignment);
            }
            Path where = dir.orElseGet(LocalDir::standard).toAbsolutePath().normalize();
            TinyImage.provide(where.resolve("images"), plan.realGuests());
            LocalCluster cluster = LocalCluster.up(where, plan);
            registerTiny(cluster);
            tell(cluster);
            return ExitCode.DONE.code();
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        } catch (LocalClusterException e) {
            throw new CliException(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static void registerTiny(LocalCluster cluster) {
        ApiClient api = new ApiClient(cluster.urls().get(0), Optional.empty(), Optional.empty());
        JsonNode there = api.get("/v1/images", Map.of("name", TinyImage.NAME));
        if (!there.path("items").isEmpty()) {
            return;
        }
        Path images = cluster.dir().resolve("images");
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", TinyImage.NAME)
                .put("format", "kernel")
                .put("kernel", TinyImage.kernel(images).toString())
                .put("initrd", TinyImage.initrd(images).toString())
                .put("cmdline", TinyImage.CMDLINE);
        JsonNode work = api.change("POST", "/v1/images", Optional.of(body), 30);
        if (!work.path("state").asText().equals("succeeded")) {
            throw new CliException(ExitCode.FAILED, "the image tiny was not registered: " + work);
        }
    }

    private static void tell(LocalCluster cluster) {
        for (String url : cluster.urls()) {
            System.out.println("QUARK_URL=" + url);
        }
        Map<String, String> pids = cluster.processes().stream()
                .collect(Collectors.groupingBy(
                        LocalProcess::role,
                        java.util.TreeMap::new,
                        Collectors.mapping(p -> Long.toString(p.pid()), Collectors.joining(" "))));
        pids.forEach((role, those) -> System.out.println(role + ": " + those));
        System.out.println("zookeeper at: " + cluster.zookeeperConnect());
        System.out.println("dir: " + cluster.dir());
        System.out.flush();
    }
}
