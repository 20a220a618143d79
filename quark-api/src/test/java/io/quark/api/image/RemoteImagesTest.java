package io.quark.api.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quark.api.bind.Faults;
import io.quark.common.model.ImageFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteImagesTest {

    private static final String HASH = "ab".repeat(32);

    private final Faults faults = new Faults();
    private HttpServer server;
    private String base;
    private byte[] data = new byte[4096];

    @BeforeEach
    void aWebServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/images/", exchange -> {
            exchange.sendResponseHeaders(200, data.length);
            exchange.getResponseBody().write(data);
            exchange.close();
        });
        server.createContext("/images/away", exchange -> {
            exchange.getResponseHeaders().set("Location", "/images/disk");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort() + "/images/";
    }

    @AfterEach
    void noWebServer() {
        server.stop(0);
    }

    private Optional<ImageFile> look(String url, Optional<String> hash, ImageBody.Format format) {
        return new RemoteImages(List.of(base), Path.of("/var/lib/quark/images")).look(url, hash, format, faults);
    }

    @Test
    void aDiskIsTakenByItsHashWithoutBeingFetchedWhole() {
        ImageFile file =
                look(base + "disk", Optional.of(HASH), ImageBody.Format.RAW).orElseThrow();

        assertThat(file.url()).contains(base + "disk");
        assertThat(file.size()).isEqualTo(4096);
        assertThat(file.sha256()).isEqualTo(HASH);
        assertThat(Path.of(file.path())).isAbsolute().doesNotExist();
    }

    @Test
    void aUrlNeedsAHash() {
        assertThat(look(base + "disk", Optional.empty(), ImageBody.Format.RAW)).isEmpty();
        assertThat(faults.touch("/sha256")).isTrue();
    }

    @Test
    void onlyWhatLiesBelowAnAllowedUrlIsAskedFor() {
        for (String url : List.of(
                base + "../secret",
                base.replace("/images/", "/other"),
                base.replace("127.0.0.1", "user@127.0.0.1"),
                "http://[::1]/images/",
                "https://127.0.0.1/images/",
                "http://a b/")) {
            assertThat(look(url, Optional.of(HASH), ImageBody.Format.RAW))
                    .as(url)
                    .isEmpty();
        }
        assertThat(faults.found()).hasSize(6);
    }

    @Test
    void aRedirectionIsNotFollowed() {
        assertThat(look(base + "away", Optional.of(HASH), ImageBody.Format.RAW)).isEmpty();
        assertThat(faults.found().get(0).detail()).contains("302");
    }

    @Test
    void aTrapIsRefusedByItsHeader() {
        data = ByteBuffer.allocate(4096)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putLong(8, 512)
                .array();

        assertThat(look(base + "disk", Optional.of(HASH), ImageBody.Format.QCOW2))
                .isEmpty();
        assertThat(faults.found().get(0).detail()).contains("backing file");
    }
}
