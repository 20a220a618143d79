package io.quark.api.instance;

import io.quark.api.http.ProblemType;
import io.quark.common.model.Boot;
import io.quark.common.model.Image;
import java.util.Optional;

/** Makes of an image what a machine boots from. Pure. */
public final class BootDraft {

    private BootDraft() {}

    /**
     * What a machine boots from.
     *
     * @throws io.quark.api.http.ProblemException if the image has no data yet (409)
     */
    public static Boot of(Image image) {
        if (image.status() != Image.Status.READY) {
            throw ProblemType.CONFLICT.of(
                    "the image " + image.name() + " has no data yet",
                    "Upload it first: PUT /v1/images/" + image.id() + "/data.");
        }
        return new Boot(Optional.of(image.id()), image.files(), image.cmdline());
    }

    /**
     * The size of the root disk of a machine that is made from this, so that it is counted as what it is.
     *
     * @param asked MiB; 0: as large as what it is made from
     * @throws io.quark.api.http.ProblemException if it is less than that (422)
     */
    public static long storage(Boot boot, long asked) {
        long least = boot.leastStorage();
        if (asked > 0) {
            refuseLarger(
                    boot,
                    asked,
                    "Ask for at least " + least + " MiB of storage, or for none: it is as large as that then.");
        }
        return Math.max(asked, least);
    }

    /**
     * Refuses (422) what has a disk larger than the machine's.
     *
     * @param storage of the machine, MiB
     */
    public static void refuseLarger(Boot boot, long storage, String hint) {
        long least = boot.leastStorage();
        if (least > storage) {
            throw ProblemType.REFUSED.of(
                    "the disk that it is to be made from has " + least + " MiB, which do not fit into " + storage
                            + " MiB of storage",
                    hint);
        }
    }
}
