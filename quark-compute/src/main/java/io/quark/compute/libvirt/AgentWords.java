package io.quark.compute.libvirt;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import io.quark.common.looking.GuestFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of the QEMU guest agent, and what its answers mean. The guest wrote them: nothing of them is trusted, and there is an end to what is
 * taken. Pure.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qemu-ga-ref.html">QEMU Guest Agent Protocol Reference</a>
 */
final class AgentWords {

    static final String HOSTNAME = "{\"execute\":\"guest-get-host-name\"}";
    static final String SYSTEM = "{\"execute\":\"guest-get-osinfo\"}";
    static final String INTERFACES = "{\"execute\":\"guest-network-get-interfaces\"}";

    private static final int MOST_INTERFACES = 64;
    private static final int MOST_ADDRESSES = 64;
    private static final int LONGEST = 255;

    private AgentWords() {}

    /** What the answers to the questions above say; absent: it does not know the question. */
    static GuestFacts read(Optional<String> hostname, Optional<String> system, Optional<String> interfaces) {
        return new GuestFacts(
                true,
                Optional.empty(),
                hostname.map(AgentWords::result).flatMap(result -> text(result, "host-name")),
                system.map(AgentWords::result)
                        .map(result -> new GuestFacts.OperatingSystem(
                                text(result, "id"),
                                text(result, "name"),
                                text(result, "version"),
                                text(result, "kernel-release"))),
                interfaces.map(AgentWords::result).map(AgentWords::interfaces).orElse(List.of()));
    }

    private static JsonNode result(String answer) {
        return Json.tree(answer.getBytes(StandardCharsets.UTF_8)).path("return");
    }

    private static List<GuestFacts.Interface> interfaces(JsonNode result) {
        List<GuestFacts.Interface> all = new ArrayList<>();
        for (JsonNode found : result) {
            if (all.size() == MOST_INTERFACES) {
                break;
            }
            all.add(new GuestFacts.Interface(
                    text(found, "name").orElse(""), text(found, "hardware-address"), addresses(found)));
        }
        return all;
    }

    private static List<String> addresses(JsonNode found) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode address : found.path("ip-addresses")) {
            if (addresses.size() == MOST_ADDRESSES) {
                break;
            }
            text(address, "ip-address")
                    .ifPresent(ip ->
                            addresses.add(ip + "/" + address.path("prefix").asInt()));
        }
        return addresses;
    }

    private static Optional<String> text(JsonNode from, String field) {
        return Optional.ofNullable(from.get(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .map(text -> text.substring(0, Math.min(LONGEST, text.length())));
    }
}
