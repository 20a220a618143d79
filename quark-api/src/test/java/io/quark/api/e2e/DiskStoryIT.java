package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.TinyImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real guest has written is found on a machine that is made from its snapshot, in a rescue system, which it leaves again. */
class DiskStoryIT {

    private static final int PORT = 7777;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int MIB = 1024 * 1024;

    private static final String VENDOR_DATA = "#cloud-config\ntimezone: UTC\n";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f quark";

    /** What each disk begins with, by its name. */
    private static final String DISKS =
            "for d in /dev/vd?; do echo \"$d=$(dd if=$d bs=7 count=1 2>/dev/null | tr -d '\\000')\"; done";

    private static Quark quark;

    @BeforeAll
    static void start() throws IOException {
        assumeThat(Libvirt.isThere())
                .as("a real libvirt, and root for its bridges")
                .isTrue();
        Path dir = Quark.directory();
        Path vendorData = Files.writeString(dir.resolve("vendor-data"), VENDOR_DATA);
        quark = Quark.start(
                dir,
                ClusterPlan.onLibvirt(ClusterPlan.SYSTEM)
                        .orcs(1)
                        .with("compute", "vendor_data", vendorData.toString()));
        ObjectNode network = Rest.network("disks", "10.78.5.0/24").put("mtu", 1400);
        ObjectNode subnet = (ObjectNode) network.at("/subnets/0");
        subnet.put("domain", "disks.example").withArray("dns").add("10.78.5.250");
        subnet.withArray("routes")
                .addObject()
                .put("destination", "10.99.0.0/16")
                .put("next_hop", "10.78.5.251");
        quark.makeNetwork(network);
    }

    @AfterAll
    static void stop() throws IOException {
        if (quark != null) {
            quark.close();
        }
    }

    @Test
    void whatAGuestHasWrittenIsFoundOnAMachineMadeFromItsSnapshot() throws Exception {
        String first = build(machine("first", TinyImage.NAME, 16));
        tellsWhatItWasToldAtItsFirstBoot(first);
        says(first, "printf WRITTEN | dd of=/dev/vda conv=notrunc 2>/dev/null; sync");
        quark.succeeded(quark.rest()
                .post("/v1/snapshots", Rest.object().put("instance", "first").put("name", "then")));
        says(first, "printf CHANGED | dd of=/dev/vda conv=notrunc 2>/dev/null; sync");

        assertThat(cli("snapshot", "to-image", "then", "made", "--wait")).isZero();

        JsonNode image = quark.rest().get("/v1/images/made").json();
        assertThat(image.path("status").asText()).isEqualTo("ready");
        assertThat(image.at("/files/0/format").asText()).isEqualTo("qcow2");
        String second = build(machine("second", "made", 32));
        // There is no system on it that would hear that it is to shut down.
        act("second", Rest.object().put("action", "stop").put("force", true));
        act("second", Rest.object().put("action", "rescue").put("image", TinyImage.NAME));
        assertThat(quark.rest()
                        .get("/v1/instances/second")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("running");
        String disks = says(second, DISKS);
        assertThat(disks).contains("=WRITTEN").doesNotContain("CHANGED");
        String disk = disks.lines()
                .filter(line -> line.endsWith("=WRITTEN"))
                .map(line -> line.substring("/dev/".length(), line.indexOf('=')))
                .findFirst()
                .orElseThrow();
        assertThat(says(second, "cat /sys/block/" + disk + "/size")).isEqualTo(Integer.toString(32 * MIB / 512));
        assertThat(says(first, DISKS)).contains("/dev/vda=CHANGED");

        act("second", Rest.object().put("action", "unrescue"));

        String xml = Libvirt.run("virsh", "-c", ClusterPlan.SYSTEM, "dumpxml", id("second"))
                .output();
        assertThat(xml).doesNotContain("<kernel>").contains("/root.qcow2");
        assertThat(Libvirt.status(id("second"))).isEqualTo("running");
        quark.succeeded(quark.rest().delete("/v1/images/made"));
        assertThat(quark.rest().get("/v1/images/made").status()).isEqualTo(404);
        act("second", Rest.object().put("action", "reboot").put("force", true));
        for (String name : new String[] {"first", "second"}) {
            quark.succeeded(quark.rest().delete("/v1/instances/" + name));
        }
        assertThat(quark.rest().get("/v1/snapshots").json().path("items")).isEmpty();
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    private static void tellsWhatItWasToldAtItsFirstBoot(String guest) {
        assertThat(says(guest, "hostname; cat /sys/class/net/eth0/mtu /etc/resolv.conf; ip route; cat /seed/*"))
                .startsWith("first\n1400\n")
                .contains("nameserver 10.78.5.250", "10.99.0.0/16 via 10.78.5.251", "default via 10.78.5.1")
                .contains("search:", "disks.example", KEY, VENDOR_DATA.strip(), "nc -ll");
    }

    private static ObjectNode machine(String name, String image, int storage) {
        ObjectNode machine = Rest.instance(name, "disks");
        machine.withArray("ssh_keys").add(KEY);
        return machine.put("image", image)
                .put("storage", storage)
                .put("user_data", "#!/bin/sh\nexec nc -ll -p " + PORT + " -e /bin/sh\n");
    }

    /** Its address. */
    private static String build(ObjectNode body) throws IOException {
        quark.succeeded(quark.rest().post("/v1/instances", body));
        return quark.rest()
                .get("/v1/instances/" + body.path("name").asText())
                .json()
                .at("/nics/0/ips/0")
                .asText();
    }

    private static String id(String name) throws IOException {
        return quark.rest().get("/v1/instances/" + name).json().path("id").asText();
    }

    private static void act(String name, ObjectNode action) throws IOException {
        quark.succeeded(quark.rest().post("/v1/instances/" + name + "/actions", action));
    }

    private static int cli(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", quark.cluster().urls().get(0)));
        return io.quark.api.cli.Quark.run(all.toArray(new String[0]));
    }

    /** What the guest's shell prints, once it listens. */
    private static String says(String address, String commands) {
        return Awaitility.await("the guest at " + address + " listens")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> ask(address, commands + "; echo done"), said -> said.endsWith("done"))
                .replaceAll("\\s*done$", "");
    }

    private static String ask(String address, String commands) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(("{ " + commands + "\n} </dev/null 2>&1; exit\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
