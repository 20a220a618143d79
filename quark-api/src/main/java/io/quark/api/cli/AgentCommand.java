package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quark instance agent}: what a guest's agent tells. */
@Command(name = "agent", description = "Shows what a QEMU guest agent within a machine tells.")
final class AgentCommand implements Callable<Integer> {

    private static final Table TABLE = Table.of(
            Table.field("CONNECTED", "/connected"),
            Table.field("HOSTNAME", "/hostname"),
            Table.field("SYSTEM", "/system/name"),
            Table.field("VERSION", "/system/version"),
            Table.field("KERNEL", "/system/kernel"),
            new Table.Column("ADDRESSES", AgentCommand::addresses),
            Table.field("WHY", "/why"));

    @Mixin
    private final Session session = new Session();

    @Parameters(paramLabel = "INSTANCE")
    private String instance = "";

    @Override
    public Integer call() {
        session.output().one(session.api().get(InstancePaths.of(instance, "agent")), TABLE);
        return ExitCode.DONE.code();
    }

    private static String addresses(JsonNode facts) {
        List<String> all = new ArrayList<>();
        facts.path("interfaces")
                .forEach(nic -> nic.path("addresses")
                        .forEach(address -> all.add(nic.path("name").asText() + "=" + address.asText())));
        return all.isEmpty() ? "-" : Table.printable(String.join(",", all));
    }
}
