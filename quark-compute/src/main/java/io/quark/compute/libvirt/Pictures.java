package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Png;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Screens as QEMU writes them. Pure. */
final class Pictures {

    /** Portable pixmap, binary: {@code P6 <width> <height> <largest value>}, one white space, then the pixels. */
    private static final Pattern PIXMAP = Pattern.compile("P6\\s+([0-9]{1,5})\\s+([0-9]{1,5})\\s+255\\s");

    private static final int HEADER = 64;

    private Pictures() {}

    /** The same as PNG. */
    static byte[] png(byte[] picture) {
        if (picture.length > 4 && (picture[0] & 0xff) == 0x89 && picture[1] == 'P') {
            return picture;
        }
        String head = new String(picture, 0, Math.min(HEADER, picture.length), StandardCharsets.ISO_8859_1);
        Matcher pixmap = PIXMAP.matcher(head);
        if (!pixmap.lookingAt()) {
            throw HostFailureException.permanent(
                    "the screen came in a form that is not known here", "see which version of QEMU this host has");
        }
        return Png.of(Integer.parseInt(pixmap.group(1)), Integer.parseInt(pixmap.group(2)), picture, pixmap.end());
    }
}
