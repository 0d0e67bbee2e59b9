package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.policy.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a manager's bans and admissions do (NIP-86), as it shows on the wire and after a restart.
final class BanTest {
  /// B8: the rest of a large removal runs after the ban, and must not remove later events.
  @Test
  void b8_a_lifted_ban_leaves_nothing_to_be_erased_later() {
    var many = new ArrayList<Change>();
    for (int i = 0; i < 4_500; i++) {
      many.add(new Change.Save(Stage.event(Stage.MALLORY, i, 1, List.of())));
    }
    stage.store.write(many).join();
    assertThat(stage.relay.ban(new Ban(Stage.MALLORY.publicKey(), "spam"))).isEqualTo(ALLOWED);
    assertThat(stage.relay.allow(Stage.MALLORY.publicKey())).isEqualTo(ALLOWED);
    assertThat(everythingBy(stage.enter(Stage.ALICE), Stage.MALLORY)).isEmpty();
  }

  private static final Verdict ALLOWED = new Verdict.Allowed();
  private static final Verdict PERMANENT =
      new Verdict.Refused("Can't remove permanent admins from relay.");
  private static final Verdict FULL =
      new Verdict.Refused("restricted: this relay has reached its member limit");
  private static final String NOT_A_MEMBER = "restricted: you are not a member of this relay";

  @RegisterExtension private final Stage stage = new Stage();

  private static PublicKey key(SecretKey who) {
    return who.publicKey();
  }

  private static Ban ban(SecretKey who) {
    return new Ban(key(who), "because");
  }

  private static List<String> everythingBy(Client client, SecretKey who) {
    return client.asksForContents("{\"authors\":[\"" + Stage.hex(who) + "\"]}");
  }

  @Test
  void conformance_106_a_ban_takes_membership_events_and_open_subscriptions() {
    var bob = stage.enter(Stage.BOB);
    var note = Stage.note(Stage.BOB, "by bob");
    var profile = Event.sign(Stage.BOB, 1, 0, List.of(), "bob");
    bob.publishes(note).hears(Client.ok(note, ""));
    bob.publishes(profile).hears(Client.ok(profile, ""));
    bob.says("[\"REQ\",\"open\",{\"kinds\":[7]}]").hears("[\"EOSE\",\"open\"]");
    var alice = stage.enter(Stage.ALICE);
    var kept = Stage.note(Stage.ALICE, "by alice");
    alice.publishes(kept).hears(Client.ok(kept, ""));
    alice
        .says("[\"REQ\",\"live\",{\"kinds\":[13534,8001,30078],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    assertThat(stage.relay.ban(ban(Stage.BOB))).isEqualTo(ALLOWED);
    bob.hears("[\"CLOSED\",\"open\",\"" + NOT_A_MEMBER + "\"]");
    var removal = Json.tree(alice.next()).get(2);
    assertThat(removal.get("kind").asInt()).isEqualTo(8001);
    assertThat(Stage.values(removal, "p")).containsExactly(Stage.hex(Stage.BOB));
    assertThat(Stage.values(Json.tree(alice.next()).get(2), "member"))
        .hasSize(5)
        .doesNotContain(Stage.hex(Stage.BOB));
    alice.hearsNothing();
    assertThat(everythingBy(alice, Stage.BOB)).isEmpty();
    assertThat(everythingBy(alice, Stage.ALICE)).containsExactly("by alice");
    var late = Stage.note(Stage.BOB, "after");
    bob.publishes(late)
        .hears(Client.refused(late, NOT_A_MEMBER))
        .says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"q\",\"" + NOT_A_MEMBER + "\"]");
    var join = Stage.join(Stage.BOB, stage.enter(Stage.INVITER).claim());
    bob.publishes(join)
        .hears(Client.refused(join, "invalid: you have been banned from this relay"));
    assertThat(stage.relay.bans()).containsExactly(ban(Stage.BOB));
  }

  @Test
  void conformance_106_the_reason_of_a_ban_stays_the_first() {
    assertThat(stage.relay.ban(new Ban(key(Stage.EVE), "spam"))).isEqualTo(ALLOWED);
    assertThat(stage.relay.ban(new Ban(key(Stage.EVE), "other"))).isEqualTo(ALLOWED);
    assertThat(stage.relay.ban(new Ban(key(Stage.MALLORY), ""))).isEqualTo(ALLOWED);
    var expected = List.of(new Ban(key(Stage.EVE), "spam"), new Ban(key(Stage.MALLORY), ""));
    assertThat(stage.relay.bans()).isEqualTo(expected);
    assertThat(stage.again(Stage.config()).bans()).isEqualTo(expected);
  }

  @Test
  void conformance_106_a_ban_holds_where_everybody_may_read_and_write() {
    var open =
        stage.other(Stage.config(new RelayConfig.Policy(true, true, false, false, false, null)));
    var eve = open.enter(Stage.EVE);
    var note = Stage.note(Stage.EVE, "spam");
    eve.publishes(note).hears(Client.ok(note, ""));
    eve.says("[\"REQ\",\"q\",{\"kinds\":[1],\"limit\":0}]").hears("[\"EOSE\",\"q\"]");
    open.relay.ban(ban(Stage.EVE));
    var banned = "restricted: you have been banned from this relay";
    eve.hears("[\"CLOSED\",\"q\",\"" + banned + "\"]");
    eve.publishes(note).hears(Client.refused(note, banned));
    assertThat(everythingBy(open.enter(Stage.OWNER), Stage.EVE)).isEmpty();
    open.relay.unban(key(Stage.EVE));
    eve.publishes(note).hears(Client.ok(note, ""));
  }

  @Test
  void conformance_107_allow_makes_a_member_and_lifts_the_ban() {
    stage.relay.ban(ban(Stage.BOB));
    var alice = stage.enter(Stage.ALICE);
    alice
        .says("[\"REQ\",\"live\",{\"kinds\":[13534,8000],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    assertThat(stage.relay.allow(key(Stage.BOB))).isEqualTo(ALLOWED);
    assertThat(Stage.values(Json.tree(alice.next()).get(2), "p"))
        .containsExactly(Stage.hex(Stage.BOB));
    assertThat(Stage.values(Json.tree(alice.next()).get(2), "member"))
        .contains(Stage.hex(Stage.BOB));
    assertThat(stage.relay.bans()).isEmpty();
    assertThat(stage.relay.allow(key(Stage.BOB))).isEqualTo(ALLOWED);
    alice.hearsNothing();
    var note = Stage.note(Stage.BOB, "back");
    stage.enter(Stage.BOB).publishes(note).hears(Client.ok(note, ""));
    var again = stage.again(Stage.config());
    assertThat(again.bans()).isEmpty();
    assertThat(again.members()).contains(key(Stage.BOB)).hasSize(6);
  }

  @Test
  void conformance_107_unban_makes_nobody_a_member() {
    stage.relay.ban(ban(Stage.BOB));
    assertThat(stage.relay.unban(key(Stage.BOB))).isEqualTo(ALLOWED);
    assertThat(stage.relay.unban(key(Stage.BOB))).isEqualTo(ALLOWED);
    assertThat(stage.relay.bans()).isEmpty();
    assertThat(stage.relay.members()).doesNotContain(key(Stage.BOB));
    var bob = stage.enter(Stage.BOB);
    var note = Stage.note(Stage.BOB, "not yet");
    bob.publishes(note).hears(Client.refused(note, NOT_A_MEMBER));
    var join = Stage.join(Stage.BOB, stage.enter(Stage.INVITER).claim());
    bob.publishes(join).hears(Client.ok(join, "handled internally"));
    bob.publishes(note).hears(Client.ok(note, ""));
  }

  @Test
  void conformance_107_unallow_removes_and_bans_nobody() {
    var bob = stage.enter(Stage.BOB);
    var note = Stage.note(Stage.BOB, "stays");
    bob.publishes(note).hears(Client.ok(note, ""));
    bob.says("[\"REQ\",\"open\",{\"kinds\":[7]}]").hears("[\"EOSE\",\"open\"]");
    assertThat(stage.relay.unallow(key(Stage.BOB))).isEqualTo(ALLOWED);
    bob.hears("[\"CLOSED\",\"open\",\"" + NOT_A_MEMBER + "\"]");
    assertThat(stage.relay.unallow(key(Stage.BOB))).isEqualTo(ALLOWED);
    assertThat(stage.relay.unallow(key(Stage.EVE))).isEqualTo(ALLOWED);
    var alice = stage.enter(Stage.ALICE);
    assertThat(alice.listed()).hasSize(5);
    assertThat(alice.asks("{\"kinds\":[8001]}")).hasSize(1);
    assertThat(everythingBy(alice, Stage.BOB)).containsExactly("stays");
    assertThat(stage.relay.bans()).isEmpty();
  }

  @Test
  void conformance_112_who_manages_is_neither_banned_nor_removed() {
    for (var who : List.of(Stage.OWNER, Stage.ADMIN, Stage.MANAGER)) {
      assertThat(stage.relay.ban(ban(who))).isEqualTo(PERMANENT);
      assertThat(stage.relay.unallow(key(who))).isEqualTo(PERMANENT);
    }
    assertThat(stage.relay.ban(ban(Stage.RELAY))).isEqualTo(PERMANENT);
    assertThat(stage.relay.bans()).isEmpty();
    assertThat(stage.enter(Stage.ALICE).listed()).hasSize(6);
  }

  @Test
  void a_key_the_relay_had_before_is_not_banned() {
    var list =
        Stage.event(
            Stage.EVE,
            Stage.START - 50,
            13_534,
            List.of(Stage.tag("-"), Stage.tag("member", Stage.hex(Stage.ALICE))));
    stage.store.write(List.of(new Change.Save(list))).join();
    assertThat(stage.relay.ban(ban(Stage.EVE))).isInstanceOf(Verdict.Refused.class);
    assertThat(stage.relay.bans()).isEmpty();
  }

  @Test
  void allow_stops_at_the_member_limit_and_then_lifts_no_ban() {
    var full = stage.other(Stage.config(Stage.policy(false, 6)));
    full.relay.ban(ban(Stage.EVE));
    assertThat(full.relay.allow(key(Stage.EVE))).isEqualTo(FULL);
    assertThat(full.relay.bans()).containsExactly(ban(Stage.EVE));
    assertThat(full.relay.allow(key(Stage.ALICE))).isEqualTo(ALLOWED);
    full.relay.unallow(key(Stage.BOB));
    assertThat(full.relay.allow(key(Stage.EVE))).isEqualTo(ALLOWED);
    assertThat(full.relay.members()).hasSize(6);
  }

  @Test
  void a_ban_survives_a_clock_that_goes_back() {
    stage.relay.ban(ban(Stage.EVE));
    stage.advance(-1_000);
    stage.relay.ban(ban(Stage.MALLORY));
    assertThat(stage.again(Stage.config()).bans())
        .containsExactly(ban(Stage.EVE), ban(Stage.MALLORY));
  }

  @Test
  void the_bans_of_a_former_key_are_lifted_for_good() {
    stage.ban(Stage.EVE);
    var config = Stage.config();
    var renewed =
        new RelayConfig(
            config.host(),
            config.schema(),
            Stage.key(99),
            false,
            config.info(),
            config.policy(),
            config.features(),
            config.roles());
    var relay = stage.again(renewed);
    assertThat(relay.bans()).containsExactly(ban(Stage.EVE));
    relay.unban(key(Stage.EVE));
    assertThat(stage.again(renewed).bans()).isEmpty();
  }

  @Test
  void an_event_that_was_admitted_before_a_ban_and_written_after_it_does_not_stay() {
    var bob = stage.enter(Stage.BOB);
    var note = Stage.note(Stage.BOB, "late");
    assertThat(stage.relay.members()).contains(key(Stage.BOB));
    stage.store.beforeNextWrite(() -> stage.relay.ban(ban(Stage.BOB)));
    bob.publishes(note).hears(Client.ok(note, ""));
    stage.store.write(List.of()).join();
    assertThat(everythingBy(stage.enter(Stage.ALICE), Stage.BOB)).isEmpty();
  }

  @Test
  void nothing_a_banned_author_sends_meanwhile_stays() throws InterruptedException {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 10; round++) {
      var bob = stage.enter(Stage.BOB);
      var notes = new ArrayList<Event>();
      for (int i = 0; i < 200; i++) {
        notes.add(Stage.note(Stage.BOB, round + " " + i));
      }
      var pause = random.nextInt(100);
      var sender = Thread.startVirtualThread(() -> notes.forEach(bob::publishes));
      for (int i = 0; i < pause; i++) {
        bob.next();
      }
      stage.relay.ban(ban(Stage.BOB));
      sender.join();
      assertThat(everythingBy(stage.enter(Stage.ALICE), Stage.BOB)).as("seed %s", seed).isEmpty();
      stage.relay.allow(key(Stage.BOB));
    }
  }
}
