package io.quark.api.instance;

import io.quark.api.bind.Field;
import io.quark.api.security.SecurityBody;
import io.quark.common.model.RestartPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code POST /v1/instances} takes. */
public record InstanceBody(
        @Field(
                required = true,
                maxLength = 63,
                pattern = InstanceBody.HOST_NAME,
                form = "must be a host name (RFC 1123): letters, digits, dots and dashes",
                says = "Name; the guest's host name in lower case. Need not be unique.",
                example = "\"web-1\"")
        Optional<String> name,

        @Field(maxLength = 63, says = "Image to boot from, by name or id; this or boot.")
        Optional<String> image,

        @Field(says = "Files to boot from; this or image.") Optional<BootBody> boot,

        @Field(maxLength = 63, says = "Flavor that gives its shape, by name or id; this, or ram and cpu.")
        Optional<String> flavor,

        @Field(min = 16, max = 16 * InstanceBody.TERA, says = "MiB; required unless flavor is given.", example = "256")
        Optional<Long> ram,

        @Field(min = 1, max = 512, says = "Virtual CPUs; required unless flavor is given.", example = "1")
        Optional<Integer> cpu,

        @Field(
                min = 0,
                max = 1024 * InstanceBody.TERA,
                says = "Size of the root disk, MiB; 0, the default: as large as the image's, none where it has none.")
        Optional<Long> storage,

        @Field(maxItems = 8, says = "Network interfaces, in order.")
        List<NicBody> nics,

        @Field(maxLength = InstanceBody.MAX_USER_DATA, says = "For cloud-init, as it is; 32 KiB at most.")
        Optional<String> userData,

        @Field(maxItems = 16, maxLength = 8192, says = "Public keys for the guest's user, in OpenSSH's form.")
        List<String> sshKeys,

        @Field(says = "Labels by key.") Map<String, String> labels,

        @Field(maxLength = 63, pattern = InstanceBody.PLAIN_NAME, says = "Place it only in this zone.")
        Optional<String> zone,

        @Field(maxLength = 255, says = "Place it only on this compute, by name.")
        Optional<String> compute,

        @Field(says = "Not supported yet.") Optional<String> group,

        @Field(says = "What becomes of it when its host fails: leave, the default; restart is not supported yet.")
        Optional<OnHostFailure> onHostFailure,

        @Field(
                says =
                        "When its host starts it again by itself: never; on_failure, the default: after the host was started anew or the machine crashed; always: also after the guest switched itself off.")
        Optional<RestartPolicy> restart,

        @Field(
                min = 1,
                max = 100,
                says =
                        "How many; more than one are named name-1, name-2, ..., accepted all or none, and answered by a work unit of kind group.")
        Optional<Integer> count) {

    public static final long TERA = 1024 * 1024;
    static final int MAX_USER_DATA = 32 * 1024;
    static final String HOST_NAME =
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*";
    static final String PLAIN_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    /** Files that a machine boots from without an image. */
    public record BootBody(
            @Field(required = true, maxLength = 4096, says = "Path of a kernel on the api's machine.")
            Optional<String> kernel,

            @Field(maxLength = 4096, says = "Path of an initrd on the api's machine.")
            Optional<String> initrd,

            @Field(maxLength = 2048, says = "Kernel command line.")
            Optional<String> cmdline) {}

    /** One network interface. */
    public record NicBody(
            @Field(maxLength = 63, says = "Network, by name or id: a new port on it; this or port.")
            Optional<String> network,

            @Field(maxLength = 63, says = "A port that is there and that nothing uses, by name or id; this or network.")
            Optional<String> port,

            @Field(maxItems = 16, maxLength = 64, says = "Addresses that it must have; automatic where none is given.")
            List<String> ips,

            @Field(
                    maxLength = 17,
                    says = "MAC that it must have; automatic where none is given.",
                    example = "\"52:54:00:12:34:56\"")
            Optional<String> mac,

            @Field(maxLength = 63, says = "Its own QoS policy, by id or name; its network's unless given.")
            Optional<String> qosPolicy,

            @Field(says = "What may reach it, and what it may reach; everything unless given.")
            Optional<SecurityBody> security) {}

    /** What becomes of a machine when its host fails. */
    public enum OnHostFailure {
        LEAVE,
        RESTART;

        @com.fasterxml.jackson.annotation.JsonValue
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
