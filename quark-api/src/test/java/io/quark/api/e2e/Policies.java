package io.quark.api.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** QoS policies of two hosts, and what is said of them. */
record Policies(TwoHosts both) {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * Low enough for guests of an emulated processor to have more to send; bursts are small, so that what they let through at once is soon
     * forgotten.
     */
    static String limits(int egressKbps, int ingressKbps) {
        return "[" + limit("egress", egressKbps) + "," + limit("ingress", ingressKbps) + "]";
    }

    private static String limit(String direction, int kbps) {
        return "{'type':'bandwidth_limit','direction':'" + direction + "','max_kbps':" + kbps
                + ",'max_burst_kbps':200}";
    }

    void make(String name, String rules) throws IOException {
        both.done("POST", "/v1/qos-policies", "{'name':'" + name + "','rules':" + rules + "}");
    }

    void change(String name, String rules) throws IOException {
        both.done("PATCH", "/v1/qos-policies/" + name, "{'rules':" + rules + "}");
    }

    void remove(String name) throws IOException {
        both.done("DELETE", "/v1/qos-policies/" + name, "");
    }

    JsonNode status(String name) throws IOException {
        return both.quark().rest().get("/v1/qos-policies/" + name + "/status").json();
    }

    /** What a policy's status says of a host. */
    static JsonNode host(JsonNode status, String name) {
        for (JsonNode host : status.path("hosts")) {
            if (host.path("compute").asText().equals(name)) {
                return host;
            }
        }
        throw new AssertionError("no " + name + " in " + status);
    }

    /** Waits until each host concerned says that it has the policy as it is now. */
    JsonNode converged(String name) {
        return Awaitility.await(name + " is in force")
                .atMost(PATIENCE)
                .until(
                        () -> status(name),
                        status -> status.path("state").asText().equals("converged"));
    }
}
