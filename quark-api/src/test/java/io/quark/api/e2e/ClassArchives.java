package io.quark.api.e2e;

import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The classes of each daemon as the JVM has them in memory once it has read and checked them. A daemon that is given them starts in half
 * the time, and these tests start very many. Kept beside the jars in the build's own directory; a JVM that finds that they do not fit
 * its jars does without.
 */
final class ClassArchives {

    private static final List<String> ROLES = List.of(LocalCluster.ORC, LocalCluster.API, LocalCluster.COMPUTE);

    /** Writing them down takes a daemon some seconds after it has ended its work. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private ClassArchives() {}

    /** The plan with daemons that use the archives, which are made before, if need be, by running a small Quark once. */
    static synchronized ClusterPlan used(ClusterPlan plan) throws IOException {
        Optional<Path> jars =
                Optional.ofNullable(System.getProperty("quark.lib")).map(Path::of);
        if (jars.isEmpty()) {
            return plan; // started from class directories, which no archive is made of
        }
        Path home = jars.get().resolveSibling(jars.get().getFileName() + "-class-archives");
        if (!fit(home, jars.get())) {
            make(home);
        }
        return withOption(plan, "-XX:SharedArchiveFile=", home);
    }

    private static ClusterPlan withOption(ClusterPlan plan, String option, Path home) {
        ClusterPlan more = plan;
        for (String role : ROLES) {
            more = more.with(role, "jvm", option + archive(home, role));
        }
        return more;
    }

    private static Path archive(Path home, String role) {
        return home.resolve(role + ".jsa");
    }

    /** Of this Java, and younger than each jar. */
    private static boolean fit(Path home, Path jars) throws IOException {
        Path version = home.resolve("java-version");
        if (!Files.exists(version) || !Files.readString(version).equals(javaVersion())) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(version);
        try (Stream<Path> all = Files.list(jars)) {
            for (Path jar : all.toList()) {
                if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String javaVersion() {
        return System.getProperty("java.home") + " " + Runtime.version();
    }

    private static void make(Path home) throws IOException {
        Path dir = Quark.directory();
        ClusterPlan plan = Libvirt.isThere() ? ClusterPlan.onLibvirt(ClusterPlan.TEST) : ClusterPlan.simulated(1);
        LocalCluster cluster = LocalCluster.up(
                dir,
                withOption(plan.orcs(1), "-XX:ArchiveClassesAtExit=", dir).with(LocalCluster.API, "http.port", "0"));
        try {
            cluster.processes().parallelStream()
                    .filter(process -> ROLES.contains(process.role()))
                    .forEach(process -> process.stop(PATIENCE));
        } finally {
            cluster.down();
        }
        Files.createDirectories(home);
        for (String role : ROLES) {
            if (Files.exists(archive(dir, role))) { // a JVM that cannot make one goes on without
                Files.move(archive(dir, role), archive(home, role), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.writeString(home.resolve("java-version"), javaVersion());
        Quark.deleteAll(dir);
    }
}
