package io.quark.api.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Asks for one thing after the other of some machines, at random, as users who do not know of each other. Nothing is waited for. */
final class Manipulations {

    private static final String NAME = "mixed-";

    private final Quark quark;
    private final Random random;
    private final String network;
    private final int machines;
    private final List<String> snapshots = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();
    private final Map<String, String> accepted = new LinkedHashMap<>();
    private final Map<String, Integer> refusedAtOnce = new LinkedHashMap<>();
    private int named;

    /** @param machines named {@code mixed-0} and so on */
    Manipulations(Quark quark, Random random, String network, int machines) {
        this.quark = quark;
        this.random = random;
        this.network = network;
        this.machines = machines;
    }

    static ObjectNode machine(int number, String network) {
        ObjectNode body = Rest.instance(NAME + number, network);
        body.put("storage", 16);
        body.withObject("/labels").put("mixed", "yes");
        return body;
    }

    /** Work units that were accepted, by id, with what was asked. */
    Map<String, String> accepted() {
        return accepted;
    }

    /** How often what was refused at once, as something that does not fit the machine as it is. */
    Map<String, Integer> refusedAtOnce() {
        return refusedAtOnce;
    }

    void volume(String name) {
        ask("create_volume", "/v1/volumes", Rest.object().put("name", name).put("size", 8));
        volumes.add(name);
    }

    /** One manipulation of one machine. */
    void next() throws IOException {
        String machine = NAME + random.nextInt(machines);
        switch (random.nextInt(20)) {
            case 0 -> act(machine, "start", Rest.object());
            case 1, 2 -> act(machine, "stop", Rest.object().put("force", true));
            case 3 -> act(machine, "stop", Rest.object().put("deadline_s", 2));
            case 4 -> act(machine, "reboot", Rest.object().put("force", true));
            case 5 -> act(machine, "pause", Rest.object());
            case 6, 7 -> act(machine, "resume", Rest.object());
            case 8 -> act(machine, "suspend", Rest.object());
            case 9 ->
                act(
                        machine,
                        "resize",
                        Rest.object().put("ram", 128 + 16 * random.nextInt(3)).put("restart", true));
            case 10, 11 -> snapshot(machine, random.nextInt(4) == 0);
            case 12 -> onSnapshot(machine);
            case 13, 14 -> act(machine, "attach_volume", Rest.object().put("volume", anyVolume()));
            case 15 -> act(machine, "detach_volume", Rest.object().put("volume", anyVolume()));
            case 16 -> act(machine, "attach_port", Rest.object().put("network", network));
            case 17 -> act(machine, "rebuild", Rest.object().put("image", "tiny"));
            case 18 -> rename(machine);
            default -> act(machine, random.nextBoolean() ? "rescue" : "unrescue", Rest.object());
        }
    }

    private void snapshot(String machine, boolean memory) {
        String name = "s" + named++;
        act(machine, "snapshot", Rest.object().put("name", name).put("memory", memory));
        snapshots.add(name);
    }

    /** Of whatever machine it is: of another it is refused. */
    private void onSnapshot(String machine) throws IOException {
        if (snapshots.isEmpty()) {
            return;
        }
        String snapshot = snapshots.get(random.nextInt(snapshots.size()));
        if (random.nextBoolean()) {
            act(machine, "restore", Rest.object().put("snapshot", snapshot));
        } else {
            note("delete_snapshot", quark.rest().delete("/v1/snapshots/" + snapshot));
        }
    }

    private String anyVolume() {
        return volumes.get(random.nextInt(volumes.size()));
    }

    private void rename(String machine) throws IOException {
        ObjectNode labels = Rest.object();
        labels.withObject("/labels").put("round", Integer.toString(named++));
        note("update", quark.rest().send("PATCH", "/v1/instances/" + machine, labels));
    }

    private void act(String machine, String action, ObjectNode more) {
        ObjectNode body = Rest.object().put("action", action);
        body.setAll(more);
        if (action.equals("rescue")) {
            body.put("image", "tiny");
        }
        ask(action, "/v1/instances/" + machine + "/actions", body);
    }

    private void ask(String what, String path, ObjectNode body) {
        note(what + " " + body, quark.rest().postUntilAnswered(path, body));
    }

    private void note(String what, Rest.Answer answer) {
        switch (answer.status()) {
            case 200, 202 -> accepted.put(answer.id(), what);
            case 404, 409, 422 -> refusedAtOnce.merge(what.split(" ", 2)[0] + " " + answer.status(), 1, Integer::sum);
            default -> throw new AssertionError(what + ": " + answer.status() + " " + answer.text());
        }
    }
}
