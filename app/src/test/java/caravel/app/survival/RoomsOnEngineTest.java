package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole program with its own engine: rooms that are created, changed and deleted over the API
/// have their effects on the relay, and rooms of other clients appear in the API.
@Tag("slow")
final class RoomsOnEngineTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);

  @TempDir private Path folder;

  private final SecretKey owner = SecretKey.generate();
  private final SecretKey carl = SecretKey.generate();
  private final SecretKey dora = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(2);

  @Test
  void a_private_room_is_read_by_its_members_alone_until_it_is_deleted() throws Exception {
    try (var _ = start();
        var api = new SurvivalApi(ports.getFirst(), owner);
        var lounge = new Member.Lounge()) {
      var made = relay(api);
      var relay = "/relays/" + made.path("id").asString();
      var url = made.path("url").asString();
      for (var key : List.of(carl, dora)) {
        api.call("PUT", relay + "/members/" + key.publicKey(), "");
      }
      assertThat(api.get(relay + "/rooms").data().path("rooms").size()).isZero();

      var board = "{\"name\":\"Board\",\"private\":1,\"closed\":1}";
      var room = api.call("POST", relay + "/rooms", board).data();
      var id = room.path("id").asString();
      var address = relay + "/rooms/" + id;
      assertThat(members(api, address)).containsExactly(owner.publicKey().hex());

      var accepted = Member.ledger();
      var ofOwner = lounge.enter(owner, url, accepted);
      var ofCarl = lounge.enter(carl, url, accepted);
      var ofDora = lounge.enter(dora, url, accepted);
      var message = write(ofOwner, owner, id, "The harbour is for sale");
      assertThat(accepted).contains(message.id());
      var messages = Filter.all().withKinds(9).withTag("h", Set.of(id));
      assertThat(ofCarl.stored(messages)).isEmpty();
      assertThat(accepted).doesNotContain(write(ofCarl, carl, id, "Let me in").id());

      var added = api.call("PUT", address + "/members/" + carl.publicKey(), "").data();
      assertThat(added.path("members").size()).isEqualTo(2);
      assertThat(ofCarl.stored(messages)).containsExactly(message.id());
      assertThat(ofDora.stored(messages)).isEmpty();
      assertThat(accepted).contains(write(ofCarl, carl, id, "Thank you").id());

      api.call("DELETE", address + "/members/" + carl.publicKey(), "");
      assertThat(ofCarl.stored(messages)).isEmpty();
      api.call("PUT", address + "/members/" + carl.publicKey(), "");
      assertThat(ofCarl.stored(messages)).hasSize(2);

      for (var change : List.of("{\"name\":\"A\"}", "{\"name\":\"B\"}", "{\"private\":0}")) {
        var edited = api.call("PATCH", address, change).data();
        assertThat(api.get(relay + "/rooms").data().path("rooms").path(0)).isEqualTo(edited);
      }
      assertThat(ofDora.stored(messages)).hasSize(2);
      assertThat(members(api, address)).hasSize(2).contains(carl.publicKey().hex());

      assertThat(api.call("DELETE", address, "").status()).isEqualTo(200);
      assertThat(ofOwner.stored(messages)).isEmpty();
      assertThat(api.get(relay + "/rooms").data().path("rooms").size()).isZero();
      assertThat(api.call("DELETE", address, "").status()).isEqualTo(404);
      for (var guest : List.of(ofOwner, ofCarl, ofDora)) {
        guest.leave();
      }
    }
  }

  @Test
  void a_hidden_room_of_another_client_is_listed_and_stays_hidden() throws Exception {
    try (var _ = start();
        var api = new SurvivalApi(ports.getFirst(), owner);
        var lounge = new Member.Lounge()) {
      var made = relay(api);
      var relay = "/relays/" + made.path("id").asString();
      var accepted = Member.ledger();
      var ofOwner = lounge.enter(owner, made.path("url").asString(), accepted);
      var tags =
          List.of(List.of("h", "käse & brot"), List.of("name", "Surprise"), List.of("hidden"));
      publish(ofOwner, owner, 9_007, tags, "");

      var listed = api.get(relay + "/rooms").data().path("rooms").path(0);
      assertThat(listed.path("id").asString()).isEqualTo("käse & brot");
      assertThat(listed.path("hidden").asInt()).isEqualTo(1);
      assertThat(listed.path("member_count").asInt()).isZero();
      var address = relay + "/rooms/k%C3%A4se%20%26%20brot";
      var edited = api.call("PATCH", address, "{\"about\":\"For Carl\"}").data();
      assertThat(edited.path("about").asString()).isEqualTo("For Carl");
      assertThat(edited.path("hidden").asInt()).isEqualTo(1);
      ofOwner.leave();
    }
  }

  /// Creates a relay, and waits until it is online.
  private static JsonNode relay(SurvivalApi api) throws Exception {
    var made = api.call("POST", "/relays", "{\"subdomain\":\"club\",\"plan_id\":\"free\"}").data();
    var path = "/relays/" + made.path("id").asString();
    await()
        .atMost(WAIT_MAX)
        .until(() -> api.get(path).data().path("provisioning").asString("").equals("active"));
    return made;
  }

  private static List<String> members(SurvivalApi api, String room) throws Exception {
    JsonNode members = api.get(room + "/members").data().path("members");
    return members.valueStream().map(JsonNode::asString).toList();
  }

  private static Event write(Member member, SecretKey key, String room, String text)
      throws Exception {
    return publish(member, key, 9, List.of(List.of("h", room)), text);
  }

  private static Event publish(
      Member member, SecretKey key, int kind, List<List<String>> tags, String text)
      throws Exception {
    var event = Event.sign(key, Instant.now().getEpochSecond(), kind, tags, text);
    member.publish(event);
    member.awaitVerdict();
    return event;
  }

  private CaravelProcess start() {
    return CaravelProcess.start(
        "serve",
        folder,
        Map.of(
            "PORT", String.valueOf(ports.getFirst()),
            "ENGINE_PORT", String.valueOf(ports.getLast()),
            "DATA_DIR", folder.resolve("data").toString()));
  }
}
