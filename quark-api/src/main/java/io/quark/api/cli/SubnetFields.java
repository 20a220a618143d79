package io.quark.api.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a subnet. */
final class SubnetFields {

    @Option(names = "--name", paramLabel = "NAME")
    private Optional<String> name = Optional.empty();

    @Option(names = "--gateway", paramLabel = "IP|none")
    private Optional<String> gateway = Optional.empty();

    @Nullable
    @Option(
            names = "--pool",
            paramLabel = "FIRST-LAST",
            description = "What is handed out automatically; several are possible; \"\": everything.")
    private List<String> pools;

    @Nullable
    @Option(names = "--route", paramLabel = "CIDR=NEXT_HOP", description = "Several are possible; \"\": none.")
    private List<String> routes;

    @Nullable
    @Option(names = "--dns", paramLabel = "IP", description = "Several are possible; \"\": none.")
    private List<String> dns;

    @Option(names = "--domain", paramLabel = "NAME")
    private Optional<String> domain = Optional.empty();

    @Option(names = "--ip-policy", paramLabel = "POLICY|none", description = "What is never handed out.")
    private Optional<String> policy = Optional.empty();

    @Option(names = "--reuse-after", paramLabel = "SECONDS", description = "How long a released address is kept back.")
    private Optional<Integer> reuseAfter = Optional.empty();

    @Nullable
    @Option(names = "--tag", paramLabel = "TAG", description = "Several are possible; \"\": none.")
    private List<String> tags;

    Fields fields() {
        Fields fields = new Fields()
                .text("name", name)
                .text("gateway", gateway)
                .list("dns", dns)
                .text("domain", domain)
                .text("ip_policy", policy)
                .number("reuse_after_s", reuseAfter)
                .list("tags", tags);
        if (pools != null) {
            var array = fields.body().putArray("pools");
            pools.stream().filter(text -> !text.isEmpty()).forEach(text -> array.add(pool(text)));
        }
        if (routes != null) {
            var array = fields.body().putArray("routes");
            routes.stream().filter(text -> !text.isEmpty()).forEach(text -> array.add(route(text)));
        }
        return fields;
    }

    static ObjectNode pool(String text) {
        String[] ends = Fields.halves(text, "-", "--pool", "FIRST-LAST");
        return JsonNodeFactory.instance.objectNode().put("start", ends[0]).put("end", ends[1]);
    }

    static ObjectNode route(String text) {
        String[] parts = Fields.halves(text, "=", "--route", "CIDR=NEXT_HOP");
        return JsonNodeFactory.instance
                .objectNode()
                .put("destination", parts[0])
                .put("next_hop", parts[1]);
    }

    /**
     * {@code CIDR[,name=N][,gateway=IP][,pool=A-B][,dns=IP][,route=CIDR=IP][,policy=P][,reuse=S][,domain=D][,tag=T]} as a subnet
     * of a new network.
     */
    static ObjectNode ofText(String text) {
        String[] parts = text.split(",", -1);
        ObjectNode subnet = JsonNodeFactory.instance.objectNode().put("cidr", parts[0]);
        for (int i = 1; i < parts.length; i++) {
            String[] pair = Fields.halves(parts[i], "=", "--subnet", "NAME=VALUE");
            switch (pair[0]) {
                case "name", "gateway", "domain" -> subnet.put(pair[0], pair[1]);
                case "policy" -> subnet.put("ip_policy", pair[1]);
                case "reuse" -> subnet.put("reuse_after_s", Quantities.whole(pair[1], "--subnet reuse"));
                case "pool" -> subnet.withArray("pools").add(pool(pair[1]));
                case "route" -> subnet.withArray("routes").add(route(pair[1]));
                case "dns" -> subnet.withArray("dns").add(pair[1]);
                case "tag" -> subnet.withArray("tags").add(pair[1]);
                default ->
                    throw new CliException(
                            ExitCode.USAGE,
                            "--subnet: unknown \"" + pair[0]
                                    + "\" (name, gateway, pool, dns, route, policy, reuse, domain, tag)");
            }
        }
        return subnet;
    }
}
