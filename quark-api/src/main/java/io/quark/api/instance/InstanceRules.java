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
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be said of a request for an instance without knowing the cluster. Pure. */
final class InstanceRules {

    private static final Pattern SSH_KEY = Pattern.compile(
            "(ssh-(rsa|dss|ed25519)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\\.com)"
                    + " ([A-Za-z0-9+/]+={0,2})( [^\\p{Cntrl}]*)?");
    private static final int SSH_KEY_BLOB = 5;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final int MAX_NAME = 63;

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
        checkShape(body, faults);
        checkCount(body, faults);
        body.boot()
                .flatMap(InstanceBody.BootBody::cmdline)
                .filter(text -> CONTROL.matcher(text).find())
                .ifPresent(text -> faults.add("/boot/cmdline", "must not have control characters"));
        checkUserData(body, faults);
        for (int i = 0; i < body.sshKeys().size(); i++) {
            checkKey(body.sshKeys().get(i), "/ssh_keys/" + i, faults);
        }
        Labels.check(body.labels(), faults);
        for (int i = 0; i < body.nics().size(); i++) {
            NicDraft.check(body.nics().get(i), "/nics/" + i, faults);
        }
        NicRules.canonical(nics(body.nics()))
                .faults()
                .forEach(fault -> NicDraft.add("/nics" + fault.pointer(), fault.detail(), faults));
    }

    private static void checkShape(InstanceBody body, Faults faults) {
        if (body.flavor().isEmpty()) {
            require("/ram", body.ram(), faults);
            require("/cpu", body.cpu(), faults);
        } else {
            refuseBesideFlavor("/ram", body.ram(), faults);
            refuseBesideFlavor("/cpu", body.cpu(), faults);
            refuseBesideFlavor("/storage", body.storage(), faults);
        }
    }

    private static void require(String pointer, Optional<?> value, Faults faults) {
        if (value.isEmpty()) {
            NicDraft.add(pointer, "is required, unless flavor is given", faults);
        }
    }

    private static void refuseBesideFlavor(String pointer, Optional<?> value, Faults faults) {
        if (value.isPresent()) {
            faults.add(pointer, "is given beside flavor, which says it; give one of them");
        }
    }

    /** What only one machine can have cannot be asked for several. */
    private static void checkCount(InstanceBody body, Faults faults) {
        int count = body.count().orElse(1);
        if (count == 1) {
            return;
        }
        body.name()
                .filter(name -> BulkBuild.name(name, count).length() > MAX_NAME)
                .ifPresent(name -> NicDraft.add(
                        "/name",
                        "is too long: with -" + count + " it has more than " + MAX_NAME + " characters",
                        faults));
        for (int i = 0; i < body.nics().size(); i++) {
            InstanceBody.NicBody nic = body.nics().get(i);
            refuseForSeveral("/nics/" + i + "/port", nic.port().isPresent(), faults);
            refuseForSeveral("/nics/" + i + "/mac", nic.mac().isPresent(), faults);
            refuseForSeveral("/nics/" + i + "/ips", !nic.ips().isEmpty(), faults);
        }
    }

    private static void refuseForSeveral(String pointer, boolean given, Faults faults) {
        if (given) {
            NicDraft.add(pointer, "can be had by one machine only, and count asks for several", faults);
        }
    }

    static void checkName(String name, Faults faults) {
        if (Ids.isId(Ids.canonical(name))) {
            faults.add("/name", "must not look like an id");
        }
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
        return nics.stream().map(NicDraft::asked).toList();
    }

    /** What is well formed but not there yet. */
    static void refuseUnsupported(InstanceBody body) {
        Unsupported unsupported = new Unsupported();
        unsupported.given("/group", body.group());
        unsupported.given("/on_host_failure", body.onHostFailure().filter(what -> what == OnHostFailure.RESTART));
        unsupported.refuse();
    }
}
