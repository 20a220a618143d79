package io.quark.compute.seed;

import io.quark.common.model.Machine;
import java.util.LinkedHashMap;
import java.util.Map;

/** NoCloud's {@code meta-data}. A changed instance id makes cloud-init run as at a first boot. */
final class MetaData {

    private MetaData() {}

    static String of(Machine machine) {
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("instance-id", machine.instance());
        yaml.put("local-hostname", machine.name());
        if (!machine.sshKeys().isEmpty()) {
            yaml.put("public-keys", machine.sshKeys());
        }
        return Yaml.of(yaml);
    }
}
