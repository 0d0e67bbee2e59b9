package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.files.FileHost.StoredFile;
import caravel.control.relay.RelayId;
import caravel.nostr.Hex;
import caravel.nostr.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Exit kits that are uploaded as they were downloaded, against a host that stores lines.
final class KitImportTest {
  @TempDir Path folder;
  private Platform platform;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    var id = platform.relay(ALICE, "club", "free");
    relay = "/relays/" + id;
    platform.progress().answered(new RelayId(id), 1);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private JsonNode newest() {
    return platform.get(ALICE, relay + "/activity").data().get("activity").get(0);
  }

  private Answer importKit(byte[] kit) {
    return platform.upload(ALICE, relay + "/import", kit);
  }

  @Test
  void an_uploaded_exit_kit_brings_events_members_and_bans() throws IOException {
    platform.host.lines.add("{\"a\":1}");
    platform.put(ALICE, relay + "/bans/" + BOB.publicKey(), "{\"reason\":\"spam\"}");
    var kit = platform.file(ALICE, relay + "/exit-kit").body();
    platform.host.lines.clear();
    platform.host.obey(new PeopleChange.LiftBan(BOB.publicKey()));
    platform.host.obey(new PeopleChange.Remove(FakeHost.FIRST));
    platform.host.orders.clear();

    var answer = importKit(kit);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(List.of(answer.text("imported"), answer.text("lines"))).containsExactly("1", "1");
    assertThat(answer.data().get("problems")).isEmpty();
    assertThat(platform.host.lines).containsExactly("{\"a\":1}");
    assertThat(platform.host.orders)
        .containsExactly(
            new PeopleChange.Ban(BOB.publicKey(), "spam"), new PeopleChange.Add(FakeHost.FIRST));
    assertThat(newest().get("detail").get("members").asInt()).isEqualTo(1);
    assertThat(newest().get("detail").get("bans").asInt()).isEqualTo(1);

    platform.host.orders.clear();
    assertThat(importKit(kit).text("known")).isEqualTo("1");
    assertThat(platform.host.orders).as("a second import changes nobody").isEmpty();
  }

  @Test
  void a_kit_never_lifts_a_ban_of_the_relay_it_is_imported_into() throws IOException {
    var kit = platform.file(ALICE, relay + "/exit-kit").body();
    platform.put(ALICE, relay + "/bans/" + FakeHost.FIRST, "{}");
    platform.host.orders.clear();
    assertThat(importKit(kit).status()).isEqualTo(200);
    assertThat(platform.host.orders).isEmpty();
  }

  @Test
  void the_events_of_a_kit_stay_when_its_people_cannot_be_added() throws IOException {
    platform.host.lines.add("{\"a\":1}");
    var kit = platform.file(ALICE, relay + "/exit-kit").body();
    platform.host.obey(new PeopleChange.Remove(FakeHost.FIRST));
    platform.host.lines.clear();
    platform.host.mood = FakeHost.Mood.REFUSING;
    var answer = importKit(kit);
    assertThat(answer.text("imported")).isEqualTo("1");
    assertThat(answer.data().get("problems").get(0).get("line").asInt()).isZero();
    assertThat(answer.data().get("problems").get(0).get("message").asString())
        .isEqualTo("Not all members and bans of the exit kit were added. The relay refused: no.");
    var cut = importKit(Arrays.copyOf(kit, kit.length / 2));
    assertThat(cut.data().get("problems").get(0).get("message").asString())
        .contains("not complete");
  }

  private static String sha256(String text) {
    return Hex.encode(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void share(String content) {
    var file =
        new StoredFile(
            sha256(content), content.length(), "text/plain", 7, List.of(BOB.publicKey()));
    platform.hostFiles.stored.add(file);
    platform.hostFiles.bytes.put(file.sha256(), content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_kit_carries_the_files_of_all_pages_with_their_owners() throws IOException {
    List.of("one", "two", "three", "four", "five").forEach(this::share);
    var files = List.copyOf(platform.hostFiles.stored);
    var kit = platform.file(ALICE, relay + "/exit-kit").body();
    platform.hostFiles.stored.removeIf(file -> !file.sha256().equals(sha256("one")));
    platform.hostFiles.bytes.keySet().removeIf(name -> !name.equals(sha256("one")));

    var answer = importKit(kit);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.data().get("problems")).isEmpty();
    assertThat(platform.hostFiles.stored).containsExactlyInAnyOrderElementsOf(files);
    assertThat(platform.hostFiles.bytes.get(sha256("five"))).asString().isEqualTo("five");
    assertThat(newest().get("detail").get("files").asInt()).isEqualTo(4);
  }

  @Test
  void a_host_without_files_gives_a_kit_without_them_and_one_that_fails_gives_none()
      throws IOException {
    share("one");
    platform.hostFiles.failure = new RelayReply.Off<>();
    var kit = platform.file(ALICE, relay + "/exit-kit").body();
    assertThat(importKit(kit).data().get("problems")).isEmpty();
    platform.hostFiles.failure = new RelayReply.Unknown<>("no answer in time");
    assertThat(platform.file(ALICE, relay + "/exit-kit").statusCode()).isEqualTo(503);
  }

  @Test
  void the_events_of_a_kit_stay_when_its_files_cannot_be_stored() throws IOException {
    platform.host.lines.add("{\"a\":1}");
    share("one");
    var kit = platform.file(ALICE, relay + "/exit-kit").body();
    platform.host.lines.clear();
    platform.hostFiles.failure = new RelayReply.Off<>();
    var answer = importKit(kit);
    assertThat(answer.text("imported")).isEqualTo("1");
    assertThat(answer.data().get("problems").get(0).get("message").asString())
        .isEqualTo("The files of the exit kit were not stored: this relay’s software takes none.");
  }

  @Test
  void a_zip_file_that_is_no_exit_kit_is_refused_and_nothing_is_stored() {
    var zip = new byte[] {'P', 'K', 3, 4, 0, 0, 0};
    assertThat(importKit(zip).refusal()).isEqualTo("422 invalid");
    assertThat(platform.get(ALICE, relay + "/import").text("state")).isEqualTo("failed");
    assertThat(platform.host.lines).isEmpty();
  }
}
