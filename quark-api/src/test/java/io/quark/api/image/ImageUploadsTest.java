package io.quark.api.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.ImageFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageUploadsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path dir;

    private ImageUploads uploads;

    @BeforeEach
    void open() throws IOException {
        uploads = new ImageUploads(dir);
    }

    private Path take(String image, String data) {
        return uploads.take(
                image, ImageFile.Role.DISK, new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aSecondUploadLeavesTheFirstAsItIs() {
        Path first = take("a", "first");
        Path second = take("a", "second");

        assertThat(first).hasContent("first");
        assertThat(second).hasContent("second");
        uploads.discard(second);
        assertThat(first).hasContent("first");
    }

    @Test
    void uploadsStayForAnHourAfterTheirImageHasGone() {
        Path kept = take("kept", "data");
        Path gone = take("gone", "data");

        uploads.sweep("kept"::equals, START);
        uploads.sweep("kept"::equals, START.plus(Duration.ofMinutes(59)));
        assertThat(gone).exists();
        uploads.sweep("kept"::equals, START.plus(Duration.ofMinutes(60)));

        assertThat(gone.getParent()).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void anImageThatComesIntoSightBeginsItsHourAnew() {
        Path upload = take("a", "data");

        uploads.sweep(id -> false, START);
        uploads.sweep(id -> true, START.plus(Duration.ofMinutes(30)));
        uploads.sweep(id -> false, START.plus(Duration.ofMinutes(70)));

        assertThat(upload).exists();
    }
}
