package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.files.FileHost.FileSort;
import caravel.control.hosting.files.FileHost.StoredFile;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of a relay over the API, against a host that does as instructed.
final class RelayFilesTest {
  private static final String FIRST = "a1".repeat(32);

  @TempDir Path folder;
  private Platform platform;
  private String files;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    var id = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(id), 1);
    relay = "/relays/" + id;
    files = relay + "/files";
    for (var hash : List.of(FIRST, "b2".repeat(32), "c3".repeat(32))) {
      platform.hostFiles.stored.add(
          new StoredFile(hash, 100, "image/png", 1_700_000_000, List.of(ALICE.publicKey())));
    }
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void the_usage_and_all_pages_are_listed() {
    var first = platform.get(ALICE, files).data();
    assertThat(first.get("usage").toString())
        .isEqualTo("{\"files\":3,\"bytes\":300,\"bytes_max\":null,\"bytes_max_per_member\":null}");
    var file = first.get("files").get(0);
    assertThat(file.get("url").asString("")).isEqualTo("http://club.localhost:3334/" + FIRST);
    assertThat(file.get("owners").get(0).asString("")).isEqualTo(ALICE.publicKey().hex());
    assertThat(first.get("files")).hasSize(2);
    var next = first.get("next").asString("");
    var second = platform.get(ALICE, files + "?sort=time&cursor=" + next).data();
    assertThat(second.get("files")).hasSize(1);
    assertThat(second.get("next").isNull()).isTrue();
    assertThat(platform.hostFiles.sort).isEqualTo(FileSort.TIME);
  }

  @Test
  void a_deletion_is_recorded_once() {
    assertThat(platform.delete(ALICE, files + "/" + FIRST).status()).isEqualTo(200);
    assertThat(platform.get(ALICE, files).data().get("usage").get("files").asInt()).isEqualTo(2);
    var newest = activity();
    assertThat(newest).contains("delete_file", FIRST);
    assertThat(platform.delete(ALICE, files + "/" + FIRST).refusal()).isEqualTo("404 not-found");
    assertThat(activity()).isEqualTo(newest);
  }

  @Test
  void files_are_not_shown_to_another_tenant() {
    platform.post(BOB, "/tenants");
    assertThat(platform.get(BOB, files).refusal()).isEqualTo("404 not-found");
    assertThat(platform.delete(BOB, files + "/" + FIRST).refusal()).isEqualTo("404 not-found");
    assertThat(platform.hostFiles.stored).hasSize(3);
  }

  @Test
  void a_host_without_the_route_is_named_in_a_sentence() {
    platform.hostFiles.failure = new RelayReply.Off<>();
    assertThat(platform.get(ALICE, files).refusal()).isEqualTo("409 files-unsupported");
    assertThat(platform.delete(ALICE, files + "/" + FIRST).refusal())
        .isEqualTo("409 files-unsupported");
  }

  @Test
  void a_silent_host_is_unavailable_and_nothing_is_recorded() {
    var before = activity();
    platform.hostFiles.failure = new RelayReply.Unknown<>("no answer in time");
    assertThat(platform.get(ALICE, files).refusal()).isEqualTo("503 relay-unreachable");
    assertThat(platform.delete(ALICE, files + "/" + FIRST).refusal())
        .isEqualTo("503 relay-unreachable");
    assertThat(activity()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?sort=name", "?cursor=x", "?cursor=1.zz"})
  void a_wrong_query_is_refused_at_its_field(String query) {
    assertThat(platform.get(ALICE, files + query).refusal())
        .isEqualTo("422 invalid " + query.substring(1, query.indexOf('=')));
  }

  private String activity() {
    return platform.get(ALICE, relay + "/activity").data().get("activity").get(0).toString();
  }
}
