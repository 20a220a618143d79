package io.quark.api.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The machine of which everything is asked while processes end. */
final class CrashedMachine {

    private static final String NAME = "crashed";
    private static final String NETWORK = "crashes";
    private static final String INSTANCE = "/v1/instances/" + NAME;
    private static final int LEAST_RAM = 128;

    private final Quark quark;
    private int number;
    private int exported;

    private CrashedMachine(Quark quark) {
        this.quark = quark;
    }

    /** Builds it: its disk is empty. */
    static CrashedMachine built(Quark quark) throws IOException {
        quark.registerBlank();
        quark.makeNetwork(Rest.network(NETWORK, "10.77.0.0/24"));
        CrashedMachine machine = new CrashedMachine(quark);
        machine.does(quark.rest()
                .post(
                        "/v1/instances",
                        Rest.instance(NAME, NETWORK).put("image", Quark.BLANK).put("storage", 1)));
        return machine;
    }

    JsonNode record() {
        return get(INSTANCE);
    }

    // --- asking

    Rest.Answer act(String action) {
        return act(action, Rest.object());
    }

    Rest.Answer act(String action, String field, String value) {
        return act(action, Rest.object().put(field, value));
    }

    private Rest.Answer act(String action, ObjectNode more) {
        return post(INSTANCE + "/actions", Rest.object().put("action", action).setAll(more));
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
