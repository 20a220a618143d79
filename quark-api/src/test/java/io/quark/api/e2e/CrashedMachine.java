package io.quark.api.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A machine of which everything is asked while processes end. */
final class CrashedMachine {

    private static final String NETWORK = "crashes";
    private static final int LEAST_RAM = 128;
    private static final String VOLUME = "crashed-volume";
    private static final int VOLUME_MIB = 8;

    private final Quark quark;
    private final String path;
    private int number;
    private int exported;
    private int volumeMib;

    private CrashedMachine(Quark quark, String name) {
        this.quark = quark;
        this.path = "/v1/instances/" + name;
    }

    /** Builds one whose disk is empty, and the network for both. */
    static CrashedMachine blank(Quark quark) throws IOException {
        quark.registerBlank();
        quark.makeNetwork(Rest.network(NETWORK, "10.77.0.0/24"));
        return built(
                quark,
                "blank",
                Rest.instance("blank", NETWORK).put("image", Quark.BLANK).put("storage", 1));
    }

    /** Builds one with a guest that lets go of what is unplugged. */
    static CrashedMachine guest(Quark quark) throws IOException {
        return built(quark, "guest", Rest.instance("guest", NETWORK));
    }

    private static CrashedMachine built(Quark quark, String name, ObjectNode body) throws IOException {
        CrashedMachine machine = new CrashedMachine(quark, name);
        machine.does(quark.rest().post("/v1/instances", body));
        return machine;
    }

    /** Removes both, and their network. */
    static void removeAll(Quark quark) throws IOException {
        quark.done(quark.rest().delete("/v1/instances?network=" + NETWORK));
        quark.done(quark.rest().delete("/v1/networks/" + NETWORK));
    }

    JsonNode record() {
        return get(path);
    }

    void awaitBoot() {
        String ip = record().at("/nics/0/ips/0").asText();
        Awaitility.await("ping " + ip).atMost(Duration.ofMinutes(2)).until(() -> Libvirt.answersPing(ip));
    }

    // --- asking

    Rest.Answer act(String action) {
        return act(action, Rest.object());
    }

    Rest.Answer act(String action, String field, String value) {
        return act(action, Rest.object().put(field, value));
    }

    private Rest.Answer act(String action, ObjectNode more) {
        return post(path + "/actions", Rest.object().put("action", action).setAll(more));
    }

    Rest.Answer stop() {
        return act("stop", Rest.object().put("force", true));
    }

    Rest.Answer reboot() {
        return act("reboot", Rest.object().put("force", true));
    }

    /** Each time another size. */
    Rest.Answer resize() {
        number++;
        return act("resize", Rest.object().put("ram", LEAST_RAM + number % 2 * LEAST_RAM / 2));
    }

    Rest.Answer rescue() {
        return act("rescue", "image", Quark.BLANK);
    }

    Rest.Answer snapshot(boolean memory) {
        number++;
        return act("snapshot", Rest.object().put("name", lastSnapshot()).put("memory", memory));
    }

    String lastSnapshot() {
        return "s" + number;
    }

    Rest.Answer deleteSnapshot() {
        return delete("/v1/snapshots/" + lastSnapshot());
    }

    Rest.Answer export() {
        exported++;
        return post("/v1/snapshots/" + lastSnapshot() + "/image", Rest.object().put("name", "image-" + exported));
    }

    // --- what is done undisturbed

    void does(Rest.Answer asked) {
        quark.succeeded(asked);
    }

    void done(String action) {
        does(act(action));
    }

    void stopped() {
        does(stop());
    }

    void stoppedInRescue() {
        stopped();
        does(rescue());
        stopped();
    }

    void outOfRescue() {
        stopped();
        done("unrescue");
        done("start");
    }

    void withoutSnapshot() {
        does(deleteSnapshot());
    }

    // --- ports and volumes

    Rest.Answer attachPort() {
        return act("attach_port", "network", NETWORK);
    }

    /** The last one. */
    Rest.Answer detachPort() {
        JsonNode nics = record().path("nics");
        return act("detach_port", "port", nics.get(nics.size() - 1).path("port").asText());
    }

    void newVolume() {
        volumeMib = VOLUME_MIB;
        does(post("/v1/volumes", Rest.object().put("name", VOLUME).put("size", volumeMib)));
    }

    void newAttachedVolume() {
        newVolume();
        does(attachVolume());
    }

    void newMadeVolume() {
        newAttachedVolume();
        does(detachVolume());
    }

    Rest.Answer attachVolume() {
        return act("attach_volume", "volume", VOLUME);
    }

    Rest.Answer detachVolume() {
        return act("detach_volume", "volume", VOLUME);
    }

    Rest.Answer growVolume() {
        volumeMib += VOLUME_MIB;
        try {
            return quark.rest()
                    .send("PATCH", "/v1/volumes/" + VOLUME, Rest.object().put("size", volumeMib));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Rest.Answer deleteVolume() {
        return delete("/v1/volumes/" + VOLUME);
    }

    void withoutVolume() {
        does(deleteVolume());
    }

    void withoutAttachedVolume() {
        does(detachVolume());
        withoutVolume();
    }

    private JsonNode get(String path) {
        try {
            return quark.rest().get(path).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Rest.Answer post(String path, Object body) {
        return quark.rest().postUntilAnswered(path, body);
    }

    private Rest.Answer delete(String path) {
        try {
            return quark.rest().delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
