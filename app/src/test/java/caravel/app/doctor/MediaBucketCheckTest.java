package caravel.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.doctor.Finding.Level;
import caravel.backup.FolderObjects;
import caravel.backup.S3Objects;
import caravel.backup.S3Settings;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MediaBucketCheckTest {
  @TempDir private Path folder;

  @Test
  void a_place_that_keeps_objects_is_good_and_nothing_remains() throws Exception {
    try (var objects = new FolderObjects(folder)) {
      assertThat(new MediaBucketCheck(objects, InstantSource.system()).ask())
          .extracting(Finding::level)
          .containsExactly(Level.OK);
      assertThat(objects.list("", "", 10)).isEmpty();
    }
  }

  @Test
  void a_key_without_rights_is_a_fault_that_names_them() throws IOException {
    var denied =
        "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = denied.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(403, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    var settings = new S3Settings("media", "caravel-doctor", endpoint, "eu-1", "key", "secret");
    try (var objects = new S3Objects(settings)) {
      assertThat(new MediaBucketCheck(objects, InstantSource.system()).ask())
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAULT);
            assertThat(finding.action()).contains("s3:PutObject");
            assertThat(finding.sentence()).contains("media").doesNotContain("secret");
          });
    } finally {
      server.stop(0);
    }
  }
}
