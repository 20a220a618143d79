package io.quark.api.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command lines of the processes of a local Quark. */
final class Programs {

    /** Small heaps: a laptop runs them all. */
    private static final List<String> COMMON =
            List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true");

    /**
     * Many young processes on few cores: the second compiler would take more time from them than it gives back. A role's {@code jvm}
     * setting (space separated) comes after it.
     */
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private final Path dir;
    private final String classPath;

    Programs(Path dir, String classPath) {
        this.dir = dir;
        this.classPath = classPath;
    }

    /** The jars beside this one, or what {@code quark.lib} names (a directory of jars). */
    static String classPath() {
        return Optional.ofNullable(System.getProperty("quark.lib"))
                .map(lib -> lib + "/*")
                .orElseGet(() -> System.getProperty("java.class.path", ""));
    }

    /** A real ZooKeeper server with its data on disk. */
    List<String> zookeeper(int port) throws IOException {
        Path home = Files.createDirectories(dir.resolve("zookeeper"));
        Path config = home.resolve("zoo.cfg");
        // A short tick lets tests use short sessions; the longest session is that of a default server.
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "tickTime=500",
                        "minSessionTimeout=1000",
                        "maxSessionTimeout=60000",
                        "dataDir=" + home.resolve("data"),
                        "clientPort=" + port,
                        "clientPortAddress=127.0.0.1",
                        "maxClientCnxns=200",
                        "admin.enableServer=false",
                        "4lw.commands.whitelist=srvr,mntr,ruok",
                        "autopurge.purgeInterval=1",
                        "autopurge.snapRetainCount=3",
                        "snapshot.compression.method=gz",
                        ""),
                StandardCharsets.UTF_8);
        List<String> command = java("-Xmx1g", Map.of());
        command.add("org.apache.zookeeper.server.quorum.QuorumPeerMain");
        command.add(config.toString());
        return command;
    }

    List<String> daemon(String role, String heap, Map<String, String> settings, Path readyFile) {
        List<String> command = java(heap, withFirstCompiler(settings));
        command.add("io.quark." + role + ".Main");
        settings.forEach((key, value) -> {
            if (!key.equals("jvm")) {
                command.add("--set");
                command.add(key + "=" + value);
            }
        });
        command.add("--set");
        command.add("ready_file=" + readyFile);
        return command;
    }

    private static Map<String, String> withFirstCompiler(Map<String, String> settings) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.merge("jvm", FIRST_COMPILER_ONLY, (own, first) -> first + " " + own);
        return more;
    }

    private List<String> java(String heap, Map<String, String> settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(heap);
        command.addAll(COMMON);
        Optional.ofNullable(settings.get("jvm")).ifPresent(text -> command.addAll(List.of(text.split(" "))));
        command.add("-cp");
        command.add(classPath);
        return command;
    }
}
