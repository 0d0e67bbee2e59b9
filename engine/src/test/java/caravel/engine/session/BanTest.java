package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.session.LiveRelay.Ban;
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

/// A manager's bans and admissions (NIP-86), as clients see them and after a restart.
final class BanTest {
  /// B8: the rest of a large removal runs after the ban, and must not remove later events.
  @Test
  void b8_a_lifted_ban_leaves_nothing_to_be_erased_later() {
    var many = new ArrayList<Change>();
    for (int i = 0; i < 4_500; i++) {
      many.add(new Change.Save(TestRelay.event(TestRelay.MALLORY, i, 1, List.of())));
    }
    stage.store.write(many).join();
    assertThat(stage.relay.ban(new Ban(TestRelay.MALLORY.publicKey(), "spam"))).isEqualTo(ALLOWED);
    assertThat(stage.relay.allow(TestRelay.MALLORY.publicKey())).isEqualTo(ALLOWED);
    assertThat(everythingBy(stage.enter(TestRelay.ALICE), TestRelay.MALLORY)).isEmpty();
  }

  private static final Verdict ALLOWED = new Verdict.Allowed();
  private static final Verdict PERMANENT =
      new Verdict.Refused("Can't remove permanent admins from relay.");
  private static final Verdict FULL =
      new Verdict.Refused("restricted: this relay has reached its member limit");
  private static final String NOT_A_MEMBER = "restricted: you are not a member of this relay";

  @RegisterExtension private final TestRelay stage = new TestRelay();

  private static PublicKey key(SecretKey who) {
    return who.publicKey();
  }

  private static Ban ban(SecretKey who) {
    return new Ban(key(who), "because");
  }

  private static List<String> everythingBy(Client client, SecretKey who) {
    return client.asksForContents("{\"authors\":[\"" + TestRelay.hex(who) + "\"]}");
  }

  @Test
  void conformance_106_a_ban_takes_membership_events_and_open_subscriptions() {
    var bob = stage.enter(TestRelay.BOB);
    var note = TestRelay.note(TestRelay.BOB, "by bob");
    var profile = Event.sign(TestRelay.BOB, 1, 0, List.of(), "bob");
    bob.publishes(note).hears(Client.ok(note, ""));
    bob.publishes(profile).hears(Client.ok(profile, ""));
    bob.says("[\"REQ\",\"open\",{\"kinds\":[7]}]").hears("[\"EOSE\",\"open\"]");
    var alice = stage.enter(TestRelay.ALICE);
    var kept = TestRelay.note(TestRelay.ALICE, "by alice");
    alice.publishes(kept).hears(Client.ok(kept, ""));
    alice
        .says("[\"REQ\",\"live\",{\"kinds\":[13534,8001,30078],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    assertThat(stage.relay.ban(ban(TestRelay.BOB))).isEqualTo(ALLOWED);
    bob.hears("[\"CLOSED\",\"open\",\"" + NOT_A_MEMBER + "\"]");
    var removal = Json.tree(alice.next()).get(2);
    assertThat(removal.get("kind").asInt()).isEqualTo(8001);
    assertThat(TestRelay.values(removal, "p")).containsExactly(TestRelay.hex(TestRelay.BOB));
    assertThat(TestRelay.values(Json.tree(alice.next()).get(2), "member"))
        .hasSize(5)
        .doesNotContain(TestRelay.hex(TestRelay.BOB));
    alice.hearsNothing();
    assertThat(everythingBy(alice, TestRelay.BOB)).isEmpty();
    assertThat(everythingBy(alice, TestRelay.ALICE)).containsExactly("by alice");
    var late = TestRelay.note(TestRelay.BOB, "after");
    bob.publishes(late)
        .hears(Client.refused(late, NOT_A_MEMBER))
        .says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"q\",\"" + NOT_A_MEMBER + "\"]");
    var join = TestRelay.join(TestRelay.BOB, stage.enter(TestRelay.INVITER).claim());
    bob.publishes(join)
        .hears(Client.refused(join, "invalid: you have been banned from this relay"));
    assertThat(stage.relay.bans()).containsExactly(ban(TestRelay.BOB));
  }

  @Test
  void conformance_106_the_reason_of_a_ban_stays_the_first() {
    assertThat(stage.relay.ban(new Ban(key(TestRelay.EVE), "spam"))).isEqualTo(ALLOWED);
    assertThat(stage.relay.ban(new Ban(key(TestRelay.EVE), "other"))).isEqualTo(ALLOWED);
    assertThat(stage.relay.ban(new Ban(key(TestRelay.MALLORY), ""))).isEqualTo(ALLOWED);
    var expected =
        List.of(new Ban(key(TestRelay.EVE), "spam"), new Ban(key(TestRelay.MALLORY), ""));
    assertThat(stage.relay.bans()).isEqualTo(expected);
    assertThat(stage.again(TestRelay.config()).bans()).isEqualTo(expected);
  }

  @Test
  void conformance_106_a_ban_holds_where_everybody_may_read_and_write() {
    var open =
        stage.other(
            TestRelay.config(new RelayConfig.Policy(true, true, false, false, false, null)));
    var eve = open.enter(TestRelay.EVE);
    var note = TestRelay.note(TestRelay.EVE, "spam");
    eve.publishes(note).hears(Client.ok(note, ""));
    eve.says("[\"REQ\",\"q\",{\"kinds\":[1],\"limit\":0}]").hears("[\"EOSE\",\"q\"]");
    open.relay.ban(ban(TestRelay.EVE));
    var banned = "restricted: you have been banned from this relay";
    eve.hears("[\"CLOSED\",\"q\",\"" + banned + "\"]");
    eve.publishes(note).hears(Client.refused(note, banned));
    assertThat(everythingBy(open.enter(TestRelay.OWNER), TestRelay.EVE)).isEmpty();
    open.relay.unban(key(TestRelay.EVE));
    eve.publishes(note).hears(Client.ok(note, ""));
  }

  @Test
  void conformance_107_allow_makes_a_member_and_lifts_the_ban() {
    stage.relay.ban(ban(TestRelay.BOB));
    var alice = stage.enter(TestRelay.ALICE);
    alice
        .says("[\"REQ\",\"live\",{\"kinds\":[13534,8000],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    assertThat(stage.relay.allow(key(TestRelay.BOB))).isEqualTo(ALLOWED);
    assertThat(TestRelay.values(Json.tree(alice.next()).get(2), "p"))
        .containsExactly(TestRelay.hex(TestRelay.BOB));
    assertThat(TestRelay.values(Json.tree(alice.next()).get(2), "member"))
        .contains(TestRelay.hex(TestRelay.BOB));
    assertThat(stage.relay.bans()).isEmpty();
    assertThat(stage.relay.allow(key(TestRelay.BOB))).isEqualTo(ALLOWED);
    alice.hearsNothing();
    var note = TestRelay.note(TestRelay.BOB, "back");
    stage.enter(TestRelay.BOB).publishes(note).hears(Client.ok(note, ""));
    var again = stage.again(TestRelay.config());
    assertThat(again.bans()).isEmpty();
    assertThat(again.members()).contains(key(TestRelay.BOB)).hasSize(6);
  }

  @Test
  void conformance_107_unban_adds_no_member() {
    stage.relay.ban(ban(TestRelay.BOB));
    assertThat(stage.relay.unban(key(TestRelay.BOB))).isEqualTo(ALLOWED);
    assertThat(stage.relay.unban(key(TestRelay.BOB))).isEqualTo(ALLOWED);
    assertThat(stage.relay.bans()).isEmpty();
    assertThat(stage.relay.members()).doesNotContain(key(TestRelay.BOB));
    var bob = stage.enter(TestRelay.BOB);
    var note = TestRelay.note(TestRelay.BOB, "not yet");
    bob.publishes(note).hears(Client.refused(note, NOT_A_MEMBER));
    var join = TestRelay.join(TestRelay.BOB, stage.enter(TestRelay.INVITER).claim());
    bob.publishes(join).hears(Client.ok(join, "handled internally"));
    bob.publishes(note).hears(Client.ok(note, ""));
  }

  @Test
  void conformance_107_unallow_removes_without_a_ban() {
    var bob = stage.enter(TestRelay.BOB);
    var note = TestRelay.note(TestRelay.BOB, "stays");
    bob.publishes(note).hears(Client.ok(note, ""));
    bob.says("[\"REQ\",\"open\",{\"kinds\":[7]}]").hears("[\"EOSE\",\"open\"]");
    assertThat(stage.relay.unallow(key(TestRelay.BOB))).isEqualTo(ALLOWED);
    bob.hears("[\"CLOSED\",\"open\",\"" + NOT_A_MEMBER + "\"]");
    assertThat(stage.relay.unallow(key(TestRelay.BOB))).isEqualTo(ALLOWED);
    assertThat(stage.relay.unallow(key(TestRelay.EVE))).isEqualTo(ALLOWED);
    var alice = stage.enter(TestRelay.ALICE);
    assertThat(alice.listed()).hasSize(5);
    assertThat(alice.asks("{\"kinds\":[8001]}")).hasSize(1);
    assertThat(everythingBy(alice, TestRelay.BOB)).containsExactly("stays");
    assertThat(stage.relay.bans()).isEmpty();
  }

  @Test
  void conformance_112_a_manager_is_neither_banned_nor_removed() {
    for (var who : List.of(TestRelay.OWNER, TestRelay.ADMIN, TestRelay.MANAGER)) {
      assertThat(stage.relay.ban(ban(who))).isEqualTo(PERMANENT);
      assertThat(stage.relay.unallow(key(who))).isEqualTo(PERMANENT);
    }
    assertThat(stage.relay.ban(ban(TestRelay.RELAY))).isEqualTo(PERMANENT);
    assertThat(stage.relay.bans()).isEmpty();
    assertThat(stage.enter(TestRelay.ALICE).listed()).hasSize(6);
  }

  @Test
  void a_key_the_relay_had_before_is_not_banned() {
    var list =
        TestRelay.event(
            TestRelay.EVE,
            TestRelay.START - 50,
            13_534,
            List.of(TestRelay.tag("-"), TestRelay.tag("member", TestRelay.hex(TestRelay.ALICE))));
    stage.store.write(List.of(new Change.Save(list))).join();
    assertThat(stage.relay.ban(ban(TestRelay.EVE))).isInstanceOf(Verdict.Refused.class);
    assertThat(stage.relay.bans()).isEmpty();
  }

  @Test
  void allow_stops_at_the_member_limit_and_then_lifts_no_ban() {
    var full = stage.other(TestRelay.config(TestRelay.policy(false, 6)));
    full.relay.ban(ban(TestRelay.EVE));
    assertThat(full.relay.allow(key(TestRelay.EVE))).isEqualTo(FULL);
    assertThat(full.relay.bans()).containsExactly(ban(TestRelay.EVE));
    assertThat(full.relay.allow(key(TestRelay.ALICE))).isEqualTo(ALLOWED);
    full.relay.unallow(key(TestRelay.BOB));
    assertThat(full.relay.allow(key(TestRelay.EVE))).isEqualTo(ALLOWED);
    assertThat(full.relay.members()).hasSize(6);
  }

  @Test
  void a_ban_survives_a_clock_that_goes_back() {
    stage.relay.ban(ban(TestRelay.EVE));
    stage.advance(-1_000);
    stage.relay.ban(ban(TestRelay.MALLORY));
    assertThat(stage.again(TestRelay.config()).bans())
        .containsExactly(ban(TestRelay.EVE), ban(TestRelay.MALLORY));
  }

  @Test
  void the_bans_of_a_former_key_are_lifted_for_good() {
    stage.ban(TestRelay.EVE);
    var config = TestRelay.config();
    var renewed =
        new RelayConfig(
            config.host(),
            config.schema(),
            TestRelay.key(99),
            false,
            config.info(),
            config.policy(),
            config.features(),
            config.roles());
    var relay = stage.again(renewed);
    assertThat(relay.bans()).containsExactly(ban(TestRelay.EVE));
    relay.unban(key(TestRelay.EVE));
    assertThat(stage.again(renewed).bans()).isEmpty();
  }

  @Test
  void an_event_that_was_admitted_before_a_ban_and_written_after_it_does_not_stay() {
    var bob = stage.enter(TestRelay.BOB);
    var note = TestRelay.note(TestRelay.BOB, "late");
    assertThat(stage.relay.members()).contains(key(TestRelay.BOB));
    stage.store.beforeNextWrite(() -> stage.relay.ban(ban(TestRelay.BOB)));
    bob.publishes(note).hears(Client.ok(note, ""));
    stage.store.write(List.of()).join();
    assertThat(everythingBy(stage.enter(TestRelay.ALICE), TestRelay.BOB)).isEmpty();
  }

  @Test
  void events_sent_during_a_ban_do_not_stay() throws InterruptedException {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 10; round++) {
      var bob = stage.enter(TestRelay.BOB);
      var notes = new ArrayList<Event>();
      for (int i = 0; i < 200; i++) {
        notes.add(TestRelay.note(TestRelay.BOB, round + " " + i));
      }
      var pause = random.nextInt(100);
      var sender = Thread.startVirtualThread(() -> notes.forEach(bob::publishes));
      for (int i = 0; i < pause; i++) {
        bob.next();
      }
      stage.relay.ban(ban(TestRelay.BOB));
      sender.join();
      assertThat(everythingBy(stage.enter(TestRelay.ALICE), TestRelay.BOB))
          .as("seed %s", seed)
          .isEmpty();
      stage.relay.allow(key(TestRelay.BOB));
    }
  }
}
