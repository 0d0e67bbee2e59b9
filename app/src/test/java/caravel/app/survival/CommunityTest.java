package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole program with its own engine: members added over the API are members on the relay, and
/// members who join on the relay appear in the API.
@Tag("slow")
final class CommunityTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(40);
  private static final Filter ANYTHING = Filter.all().withKinds(9).withLimit(1);

  @TempDir private Path folder;

  private final SecretKey owner = SecretKey.generate();
  private final SecretKey carl = SecretKey.generate();
  private final List<Integer> ports = CaravelProcess.freePorts(2);

  @Test
  void a_member_is_added_banned_let_back_in_and_comes_by_an_invite() throws Exception {
    try (var _ = start();
        var api = new SurvivalApi(ports.getFirst(), owner);
        var lounge = new Member.Lounge()) {
      var made =
          api.call("POST", "/relays", "{\"subdomain\": \"club\", \"plan_id\": \"free\"}").data();
      var relay = "/relays/" + made.path("id").asString();
      var url = made.path("url").asString();
      await().atMost(WAIT_MAX).until(() -> is(api.get(relay).data(), "provisioning", "active"));
      var guest = lounge.enter(carl, url, Member.ledger());
      assertThatThrownBy(() -> guest.stored(ANYTHING)).hasMessageContaining("restricted");

      var person = relay + "/members/" + carl.publicKey();
      assertThat(keys(api.call("PUT", person, "").data(), "members")).contains(hex());
      assertThat(guest.stored(ANYTHING)).isEmpty();

      var ban = relay + "/bans/" + carl.publicKey();
      var banned = api.call("PUT", ban, "{\"reason\": \"spam\"}").data();
      assertThat(banned.path("bans").path(0).path("reason").asString()).isEqualTo("spam");
      assertThatThrownBy(() -> guest.stored(ANYTHING)).hasMessageContaining("restricted");

      var code = api.call("POST", relay + "/invite", "").data();
      assertThat(code.path("relay").asString()).isEqualTo(url);
      var claim = code.path("claim").asString();
      assertThat(join(lounge, url, claim)).isFalse();
      assertThat(api.call("DELETE", ban, "").data().path("bans").size()).isZero();
      assertThat(join(lounge, url, claim)).isTrue();

      assertThat(keys(api.get(relay + "/members").data(), "members")).contains(hex());
      assertThat(api.get(relay).data().path("member_count").asInt()).isEqualTo(2);
      assertThat(keys(api.call("DELETE", person, "").data(), "members")).doesNotContain(hex());
      assertThat(api.get(relay + "/activity").data().path("activity"))
          .extracting(one -> one.path("activity_type").asString())
          .containsSubsequence("remove_member", "unban_member", "ban_member", "add_member");
      guest.leave();
    }
  }

  /// Whether the relay accepts the invite.
  private boolean join(Member.Lounge lounge, String url, String claim) throws Exception {
    var taken = Member.ledger();
    var guest = lounge.enter(carl, url, taken);
    var now = Instant.now().getEpochSecond();
    var wish = Event.sign(carl, now, 28_934, List.of(List.of("-"), List.of("claim", claim)), "");
    guest.publish(wish);
    guest.awaitVerdict();
    guest.leave();
    return taken.contains(wish.id());
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

  private String hex() {
    return carl.publicKey().hex();
  }

  private static boolean is(JsonNode object, String field, String value) {
    return object.path(field).asString("").equals(value);
  }

  private static List<String> keys(JsonNode data, String field) {
    return data.path(field).valueStream().map(JsonNode::asString).toList();
  }
}
