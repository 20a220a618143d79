package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.http.Unsupported;
import io.quark.api.instance.InstanceBody.NicBody;
import io.quark.api.instance.InstanceBody.OnHostFailure;
import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.net.model.NicRules;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be said of a request for an instance without knowing the cluster. Pure. */
final class InstanceRules {

    private static final Pattern SSH_KEY = Pattern.compile(
            "(ssh-(rsa|dss|ed25519)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\\.com)"
                    + " ([A-Za-z0-9+/]+={0,2})( [^\\p{Cntrl}]*)?");
    private static final int SSH_KEY_BLOB = 5;
    private static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private InstanceRules() {}

    static void check(InstanceBody body, Faults faults) {
        body.name().ifPresent(name -> checkName(name, faults));
        if (body.image().isPresent() == body.boot().isPresent()) {
            faults.add(
                    "/image",
                    body.image().isPresent()
                            ? "is given beside boot; give one of them"
                            : "is required, unless boot is given");
        }
        body.boot()
                .flatMap(InstanceBody.BootBody::cmdline)
                .filter(text -> CONTROL.matcher(text).find())
                .ifPresent(text -> faults.add("/boot/cmdline", "must not have control characters"));
        checkUserData(body, faults);
        for (int i = 0; i < body.sshKeys().size(); i++) {
            checkKey(body.sshKeys().get(i), "/ssh_keys/" + i, faults);
        }
        checkLabels(body.labels(), faults);
        for (int i = 0; i < body.nics().size(); i++) {
            checkNic(body.nics().get(i), "/nics/" + i, faults);
        }
        NicRules.canonical(nics(body.nics()))
                .faults()
                .forEach(fault -> add("/nics" + fault.pointer(), fault.detail(), faults));
    }

    private static void checkNic(NicBody nic, String at, Faults faults) {
        if (nic.network().isEmpty() && nic.port().isEmpty()) {
            add(at + "/network", "is required, unless port is given", faults);
        }
        if (nic.network().isPresent() && nic.port().isPresent()) {
            add(at + "/port", "is given beside network; give one of them", faults);
        }
        if (nic.port().isPresent() && nic.mac().isPresent()) {
            add(at + "/mac", "is given beside port, which has one", faults);
        }
        if (nic.port().isPresent() && !nic.ips().isEmpty()) {
            add(at + "/ips", "is given beside port, which has its own", faults);
        }
        if (nic.port().isPresent() && nic.qosPolicy().isPresent()) {
            add(at + "/qos_policy", "is given beside port, which has its own: PATCH the port", faults);
        }
        if (nic.port().isPresent() && nic.security().isPresent()) {
            add(at + "/security", "is given beside port, which has its own: PATCH the port", faults);
        }
    }

    static void checkName(String name, Faults faults) {
        if (Ids.isId(Ids.canonical(name))) {
            faults.add("/name", "must not look like an id");
        }
    }

    static void checkLabels(Map<String, String> labels, Faults faults) {
        labels.forEach((key, value) -> {
            String at = Faults.below("/labels", key);
            if (!LABEL_KEY.matcher(key).matches()) {
                faults.add(at, "is not a label's key: 1 to 63 letters, digits, dots, dashes, underscores and slashes");
            }
            if (CONTROL.matcher(value).find()) {
                faults.add(at, "must not have control characters");
            }
        });
    }

    private static void checkUserData(InstanceBody body, Faults faults) {
        body.userData().ifPresent(text -> {
            if (text.getBytes(StandardCharsets.UTF_8).length > InstanceBody.MAX_USER_DATA) {
                faults.add("/user_data", "has more than " + InstanceBody.MAX_USER_DATA + " bytes in UTF-8");
            }
            if (text.indexOf('\0') >= 0) {
                faults.add("/user_data", "must not have zero characters");
            }
        });
    }

    private static void checkKey(String key, String pointer, Faults faults) {
        var match = SSH_KEY.matcher(key);
        if (faults.touch(pointer)) {
            return;
        }
        if (!match.matches() || !isBlobOf(match.group(1), match.group(SSH_KEY_BLOB))) {
            faults.add(pointer, "is not a public key in OpenSSH's form, e.g. ssh-ed25519 AAAA... comment");
        }
    }

    /** The base64 begins with the type once more, as a counted text (RFC 4253, 6.6). */
    private static boolean isBlobOf(String type, String base64) {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            byte[] name = type.getBytes(StandardCharsets.US_ASCII);
            return blob.length > 4 + name.length
                    && java.nio.ByteBuffer.wrap(blob).getInt() == name.length
                    && java.util.Arrays.equals(blob, 4, 4 + name.length, name, 0, name.length);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The interfaces as quark-net sees them, networks as they were named. */
    static List<NicRequest> nics(List<NicBody> nics) {
        return nics.stream()
                .map(nic -> new NicRequest(
                        nic.network().orElse(""), nic.port(), nic.ips(), nic.mac(), Optional.empty(), List.of()))
                .toList();
    }

    private static void add(String pointer, String detail, Faults faults) {
        if (!faults.touch(pointer)) {
            faults.add(pointer, detail);
        }
    }

    /** What is well formed but not there yet. */
    static void refuseUnsupported(InstanceBody body) {
        Unsupported unsupported = new Unsupported();
        unsupported.given("/flavor", body.flavor());
        unsupported.given("/group", body.group());
        unsupported.given("/count", body.count().filter(count -> count > 1));
        unsupported.given("/on_host_failure", body.onHostFailure().filter(what -> what == OnHostFailure.RESTART));
        unsupported.refuse();
    }
}
