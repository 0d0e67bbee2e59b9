package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.relay.RelayId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The rooms of a relay over the API, against a host that behaves as a relay.
final class RelayRoomsTest {
  private static final String BOARD =
      "{\"name\":\" Board \",\"about\":\"Of the club\",\"private\":1,\"closed\":1}";

  @TempDir Path folder;
  private Platform platform;
  private String rooms;
  private String relay;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    var id = platform.relay(ALICE, "club", "free");
    platform.progress().answered(new RelayId(id), 1);
    relay = "/relays/" + id;
    rooms = relay + "/rooms";
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void a_new_room_has_its_settings_and_the_owner_as_its_member() {
    var made = platform.post(ALICE, rooms, BOARD);
    assertThat(made.status()).isEqualTo(201);
    var id = made.text("id");
    assertThat(id).matches("[2-9a-hj-km-np-z]{12}");
    assertThat(made.data().toString())
        .isEqualTo(
            "{\"id\":\""
                + id
                + "\",\"name\":\"Board\",\"about\":\"Of the club\",\"private\":1,\"closed\":1,"
                + "\"hidden\":0,\"restricted\":0,\"livekit\":0,\"member_count\":1}");
    assertThat(listed()).hasSize(1);
    assertThat(listed().get(0)).isEqualTo(made.data());
    assertThat(members(id)).containsExactly(ALICE.publicKey().hex());
    assertThat(activity()).contains("create_room", "Board", id);
  }

  @Test
  void edits_within_one_second_take_effect_one_after_the_other() {
    var id = created();
    for (var name : List.of("First", "Second", "Third")) {
      var edited = patch(id, "{\"name\":\"" + name + "\"}");
      assertThat(edited.status()).isEqualTo(200);
      assertThat(listed().get(0)).isEqualTo(edited.data());
    }
    assertThat(listed().get(0).get("name").asString("")).isEqualTo("Third");
    assertThat(activity()).contains("update_room", "Third");
  }

  @Test
  void an_edit_changes_only_what_it_names() {
    var tags =
        List.of(
            List.of("d", "lounge"),
            List.of("name", "Lounge"),
            List.of("picture", "https://pictures.example/a"),
            List.of("public"),
            List.of("closed"));
    platform.hostRooms.add(39_000, platform.clock.seconds(), tags);
    patch("lounge", "{\"private\":1,\"closed\":0}");
    assertThat(metadata("lounge"))
        .containsExactlyInAnyOrder(
            List.of("d", "lounge"),
            List.of("name", "Lounge"),
            List.of("picture", "https://pictures.example/a"),
            List.of("private"));
  }

  @Test
  void an_edit_without_a_change_is_not_sent_and_not_recorded() {
    var id = created();
    var before = activity();
    var events = List.copyOf(platform.hostRooms.events);
    assertThat(patch(id, "{\"name\":\"Board\",\"private\":1}").status()).isEqualTo(200);
    assertThat(platform.hostRooms.events).isEqualTo(events);
    assertThat(activity()).isEqualTo(before);
  }

  @Test
  void a_member_is_added_and_removed_and_added_again_within_one_second() {
    var id = created();
    var bob = rooms + "/" + id + "/members/" + BOB.publicKey();
    assertThat(platform.put(ALICE, bob, "").data().get("members")).hasSize(2);
    assertThat(members(id)).contains(BOB.publicKey().hex());
    assertThat(listed().get(0).get("member_count").asInt()).isEqualTo(2);
    assertThat(activity()).contains("add_room_member", BOB.publicKey().hex());
    platform.delete(ALICE, bob);
    assertThat(members(id)).doesNotContain(BOB.publicKey().hex());
    assertThat(activity()).contains("remove_room_member");
    platform.put(ALICE, bob, "");
    assertThat(members(id)).contains(BOB.publicKey().hex());
  }

  @Test
  void a_member_twice_is_recorded_once() {
    var id = created();
    var owner = rooms + "/" + id + "/members/" + ALICE.publicKey();
    var before = activity();
    assertThat(platform.put(ALICE, owner, "").status()).isEqualTo(200);
    assertThat(activity()).isEqualTo(before);
    platform.delete(ALICE, owner);
    var removed = activity();
    assertThat(platform.delete(ALICE, owner).status()).isEqualTo(200);
    assertThat(activity()).isEqualTo(removed);
  }

  @Test
  void members_without_a_list_follow_from_the_newest_changes() {
    platform.hostRooms.isListless = true;
    var id = created();
    platform.clock.move(Duration.ofSeconds(5));
    var bob = rooms + "/" + id + "/members/" + BOB.publicKey();
    platform.put(ALICE, bob, "");
    assertThat(members(id)).hasSize(2);
    platform.clock.move(Duration.ofSeconds(5));
    platform.delete(ALICE, bob);
    assertThat(members(id)).containsExactly(ALICE.publicKey().hex());
    assertThat(listed().get(0).get("member_count").asInt()).isEqualTo(1);
  }

  @Test
  void a_deleted_room_is_gone_and_recorded_once() {
    var id = created();
    assertThat(platform.delete(ALICE, rooms + "/" + id).text("id")).isEqualTo(id);
    assertThat(listed()).isEmpty();
    var newest = activity();
    assertThat(newest).contains("delete_room", "Board");
    assertThat(platform.delete(ALICE, rooms + "/" + id).refusal()).isEqualTo("404 not-found");
    assertThat(activity()).isEqualTo(newest);
  }

  @Test
  void a_missing_room_is_not_found() {
    var none = rooms + "/none";
    var member = none + "/members/" + BOB.publicKey();
    assertThat(patch("none", "{\"name\":\"x\"}").refusal()).isEqualTo("404 not-found");
    assertThat(platform.get(ALICE, none + "/members").refusal()).isEqualTo("404 not-found");
    assertThat(platform.put(ALICE, member, "").refusal()).isEqualTo("404 not-found");
    assertThat(platform.delete(ALICE, member).refusal()).isEqualTo("404 not-found");
    assertThat(platform.hostRooms.events).isEmpty();
  }

  @Test
  void rooms_that_are_off_are_named_in_a_sentence() {
    platform.put(ALICE, relay, "{\"groups_enabled\":0}");
    var refused = platform.post(ALICE, rooms, BOARD);
    assertThat(refused.refusal()).isEqualTo("409 rooms-disabled");
    assertThat(refused.json().get("error").asString(""))
        .isEqualTo("Rooms are off for this relay. Turn them on in Settings first.");
    assertThat(platform.get(ALICE, rooms).refusal()).isEqualTo("409 rooms-disabled");
  }

  @Test
  void rooms_are_not_shown_to_another_tenant() {
    platform.post(BOB, "/tenants");
    var id = created();
    assertThat(platform.get(BOB, rooms).refusal()).isEqualTo("404 not-found");
    assertThat(platform.post(BOB, rooms, BOARD).refusal()).isEqualTo("404 not-found");
    assertThat(platform.delete(BOB, rooms + "/" + id).refusal()).isEqualTo("404 not-found");
    assertThat(listed()).hasSize(1);
  }

  @Test
  void a_silent_host_is_unavailable_and_nothing_is_recorded() {
    var before = activity();
    platform.hostRooms.failure = new RelayReply.Unknown<>("no answer in time");
    assertThat(platform.post(ALICE, rooms, BOARD).refusal()).isEqualTo("503 relay-unreachable");
    assertThat(platform.get(ALICE, rooms).refusal()).isEqualTo("503 relay-unreachable");
    assertThat(activity()).isEqualTo(before);
  }

  @Test
  void the_limit_of_rooms_is_named_in_a_sentence() {
    platform.hostRooms.failure =
        new RelayReply.Refused<>("restricted: this relay has reached its group limit");
    var refused = platform.post(ALICE, rooms, BOARD);
    assertThat(refused.refusal()).isEqualTo("409 conflict");
    assertThat(refused.json().get("error").asString(""))
        .isEqualTo("This relay has as many rooms as it can have. Delete one first.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name",
        "{\"name\":\" \"}|name",
        "{\"name\":\"a\\nb\"}|name",
        "{\"name\":7}|name",
        "{\"name\":\"a\",\"private\":true}|private",
        "{\"name\":\"a\",\"about\":\"\\u0007\"}|about"
      })
  void a_wrong_room_is_refused_at_its_field(String body, String field) {
    assertThat(platform.post(ALICE, rooms, body).refusal()).isEqualTo("422 invalid " + field);
    assertThat(platform.hostRooms.events).isEmpty();
  }

  @Test
  void texts_that_are_too_long_are_refused_at_their_field() {
    var name = "{\"name\":\"" + "x".repeat(101) + "\"}";
    assertThat(platform.post(ALICE, rooms, name).refusal()).isEqualTo("422 invalid name");
    var about = "{\"name\":\"x\",\"about\":\"" + "x".repeat(1_001) + "\"}";
    assertThat(platform.post(ALICE, rooms, about).refusal()).isEqualTo("422 invalid about");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "0000"})
  void a_wrong_key_is_refused_at_its_field(String key) {
    assertThat(platform.put(ALICE, rooms + "/" + created() + "/members/" + key, "").refusal())
        .isEqualTo("422 invalid pubkey");
  }

  @Test
  void rooms_of_other_clients_keep_their_ids() {
    platform.hostRooms.add(39_000, 1, List.of(List.of("d", "käse & brot"), List.of("name", "x")));
    platform.hostRooms.add(39_000, 1, List.of(List.of("d", ""), List.of("name", "unreachable")));
    assertThat(listed()).hasSize(1);
    assertThat(platform.get(ALICE, rooms + "/k%C3%A4se%20%26%20brot/members").status())
        .isEqualTo(200);
  }

  private String created() {
    return platform.post(ALICE, rooms, BOARD).text("id");
  }

  private Answer patch(String id, String body) {
    return platform.call(ALICE, "PATCH", rooms + "/" + id, body);
  }

  private JsonNode listed() {
    return platform.get(ALICE, rooms).data().get("rooms");
  }

  private List<String> members(String id) {
    return platform
        .get(ALICE, rooms + "/" + id + "/members")
        .data()
        .get("members")
        .valueStream()
        .map(key -> key.asString(""))
        .toList();
  }

  private List<List<String>> metadata(String id) {
    return platform.hostRooms.events.stream()
        .filter(event -> event.kind() == 39_000 && event.tagValues("d").contains(id))
        .toList()
        .getFirst()
        .tags();
  }

  private String activity() {
    return platform.get(ALICE, relay + "/activity").data().get("activity").get(0).toString();
  }
}
