package io.quark.api.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
        uploads = new ImageUploads(dir, new ImageInspector());
    }

    private Path take(String image, String data) {
        return uploads.take(
                image, ImageFile.Role.DISK, new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<Image> kept(String id) {
        return Optional.of(image(id)).filter(image -> id.equals("kept"));
    }

    /** One of which this is recorded. */
    private static Image image(String id, Path... disks) {
        List<ImageFile> files = Stream.of(disks)
                .map(disk -> new ImageFile(ImageFile.Role.DISK, "raw", 1, "00", disk.toString(), Optional.empty()))
                .toList();
        return new Image(id, id, "default", "raw", files, Optional.empty(), Image.Status.READY, START, "op");
    }

    @Test
    void whatLostAgainstAnotherUploadGoes() {
        Path recorded = take("a", "first");
        Path lost = take("a", "second");

        uploads.sweep(id -> Optional.of(image(id)), START);
        assertThat(lost).as("as long as none is recorded it may be this one").exists();
        uploads.sweep(id -> Optional.of(image(id, recorded)), START);

        assertThat(lost).doesNotExist();
        assertThat(recorded).exists();
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

        uploads.sweep(ImageUploadsTest::kept, START);
        uploads.sweep(ImageUploadsTest::kept, START.plus(Duration.ofMinutes(59)));
        assertThat(gone).exists();
        uploads.sweep(ImageUploadsTest::kept, START.plus(Duration.ofMinutes(60)));

        assertThat(gone.getParent()).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void anImageThatComesIntoSightBeginsItsHourAnew() {
        Path upload = take("a", "data");

        uploads.sweep(id -> Optional.empty(), START);
        uploads.sweep(id -> Optional.of(image(id)), START.plus(Duration.ofMinutes(30)));
        uploads.sweep(id -> Optional.empty(), START.plus(Duration.ofMinutes(70)));

        assertThat(upload).exists();
    }
}
