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
}
