package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.policy.Rules;
import caravel.engine.store.EventStore;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// EVENT over a session.
final class PublishingTest {
  @RegisterExtension private final TestRelay stage = new TestRelay();

  @Test
  void conformance_53_54_a_member_reads_back_what_he_published() {
    var alice = stage.enter(TestRelay.ALICE);
    var profile = Event.sign(TestRelay.ALICE, 1_700_000_000, 0, List.of(), "{\"name\":\"alice\"}");
    var note = TestRelay.note(TestRelay.ALICE, "hello \"world\" \\ \n é \u2028 <b>");
    for (var event : List.of(profile, note)) {
      alice
          .publishes(event)
          .hears(Client.ok(event, ""))
          .says("[\"REQ\",\"q\",{\"ids\":[\"%s\"]}]".formatted(event.id()))
          .hears(Client.event("q", event) + "\n[\"EOSE\",\"q\"]")
          .says("[\"CLOSE\",\"q\"]");
    }
  }

  @Test
  void conformance_55_a_wrong_id_and_a_wrong_signature_are_told_apart() {
    var alice = stage.enter(TestRelay.ALICE);
    var note = TestRelay.note(TestRelay.ALICE, "true");
    var wrongId = new Event(new EventId("0".repeat(64)), note.unsigned(), note.sig());
    alice.publishes(wrongId).hears(Client.refused(wrongId, "invalid: id is computed incorrectly"));
    var other = TestRelay.note(TestRelay.ALICE, "other");
    var wrongSignature = new Event(other.id(), other.unsigned(), note.sig());
    alice
        .publishes(wrongSignature)
        .hears(Client.refused(wrongSignature, "invalid: signature is invalid"));
  }

  @Test
  void a_stored_event_with_another_signature_is_verified_again() {
    var alice = stage.enter(TestRelay.ALICE);
    var note = TestRelay.note(TestRelay.ALICE, "once");
    alice.publishes(note).hears(Client.ok(note, ""));
    var forged = new Event(note.id(), note.unsigned(), "0".repeat(128));
    alice.publishes(forged).hears(Client.refused(forged, "invalid: signature is invalid"));
  }

  @Test
  void conformance_56_57_only_members_publish_and_only_for_themselves() {
    var alice = stage.enter(TestRelay.ALICE);
    var bobs = TestRelay.note(TestRelay.BOB, "by bob");
    alice
        .publishes(bobs)
        .hears(Client.refused(bobs, "restricted: you cannot publish events on behalf of others"));
    var strangers = TestRelay.note(TestRelay.MALLORY, "by a stranger");
    stage
        .enter(TestRelay.MALLORY)
        .publishes(strangers)
        .hears(Client.refused(strangers, "restricted: you are not a member of this relay"));
    assertThat(alice.asks("{\"kinds\":[1]}")).isEmpty();
  }

  @Test
  void conformance_58_59_what_only_the_relay_writes_is_refused_from_everybody() {
    for (var who : List.of(TestRelay.ALICE, TestRelay.OWNER)) {
      var client = stage.enter(who);
      for (var kind : List.of(8_000, 8_001, 13_534, 33_534)) {
        refuses(
            client,
            TestRelay.event(who, 1_700_000_000, kind, List.of()),
            "invalid: this event's kind is not accepted");
      }
      refuses(
          client,
          TestRelay.event(who, 1, 30_078, List.of(TestRelay.tag("d", "zooid/x"))),
          "invalid: this event's kind is not accepted");
      var own =
          TestRelay.event(
              who,
              1,
              30_078,
              List.of(TestRelay.tag("d", "other/x"), TestRelay.tag("d", "zooid/x")));
      client.publishes(own).hears(Client.ok(own, ""));
    }
  }

  @Test
  void conformance_60_a_duplicate_is_fine_and_a_replaceable_one_stays_stored() {
    var alice = stage.enter(TestRelay.ALICE);
    var list = TestRelay.event(TestRelay.ALICE, 1_700_000_000, 10_002, List.of());
    for (int i = 0; i < 3; i++) {
      alice.publishes(list).hears(Client.ok(list, ""));
      assertThat(alice.asks("{\"kinds\":[10002]}")).hasSize(1);
    }
  }

  @Test
  void conformance_61_62_the_newer_replaces_and_on_a_tie_the_last() {
    var alice = stage.enter(TestRelay.ALICE);
    publishes(alice, 0, 1_700_000_000, "first");
    publishes(alice, 0, 1_700_000_010, "newer");
    publishes(alice, 0, 1_700_000_005, "older");
    assertThat(alice.asksForContents("{\"kinds\":[0]}")).containsExactly("newer");
    publishes(alice, 0, 1_700_000_010, "same second");
    assertThat(alice.asksForContents("{\"kinds\":[0]}")).containsExactly("same second");
    publishes(alice, 30_023, 1, "no d");
    var empty = Event.sign(TestRelay.ALICE, 2, 30_023, List.of(TestRelay.tag("d", "")), "empty d");
    alice.publishes(empty).hears(Client.ok(empty, ""));
    assertThat(alice.asksForContents("{\"kinds\":[30023]}")).containsExactly("empty d");
  }

  private static void publishes(Client client, int kind, long createdAt, String content) {
    var event = Event.sign(TestRelay.ALICE, createdAt, kind, List.of(), content);
    client.publishes(event).hears(Client.ok(event, ""));
  }

  @Test
  void conformance_63_ephemeral_events_are_delivered_and_not_kept() {
    var alice = stage.enter(TestRelay.ALICE);
    var bob = stage.enter(TestRelay.BOB);
    bob.says("[\"REQ\",\"live\",{\"kinds\":[20001]}]").hears("[\"EOSE\",\"live\"]");
    var event = TestRelay.event(TestRelay.ALICE, 1_700_000_000, 20_001, List.of());
    alice.publishes(event).hears(Client.ok(event, "handled internally"));
    bob.hears(Client.event("live", event));
    assertThat(alice.asks("{\"kinds\":[20001]}")).isEmpty();
  }

  @Test
  void conformance_64_protected_events_come_from_their_author_only() {
    var alice = stage.enter(TestRelay.ALICE);
    var own = TestRelay.event(TestRelay.ALICE, 1, 1, List.of(TestRelay.tag("-")));
    alice.publishes(own).hears(Client.ok(own, ""));
    refuses(
        alice,
        TestRelay.event(TestRelay.BOB, 1, 1, List.of(TestRelay.tag("-"))),
        "blocked: must be published by event author");
    var stranger = stage.connect();
    var challenge = stranger.challenge();
    stranger.publishes(own).hears("[\"AUTH\",\"" + challenge + "\"]");
    stranger.hears(
        Client.refused(own, "auth-required: must be published by authenticated event author"));
  }

  @Test
  void conformance_65_protected_events_are_not_reposted() {
    var alice = stage.enter(TestRelay.ALICE);
    for (var kind : List.of(6, 16)) {
      refuses(
          alice,
          Event.sign(
              TestRelay.ALICE,
              1,
              kind,
              List.of(),
              "{\"kind\":1,\"tags\":[[\"t\",\"a\"],[\"-\"]],\"content\":\"x\"}"),
          "blocked: can't repost nip70 protected");
    }
    var harmless =
        Event.sign(
            TestRelay.ALICE,
            1,
            6,
            List.of(),
            "{\"kind\":1,\"tags\":[[\"p\",\"x\"]],\"content\":\"[\\\"-\\\"]\"}");
    alice.publishes(harmless).hears(Client.ok(harmless, ""));
  }

  @Test
  void conformance_125_group_events_are_refused_while_there_are_no_groups() {
    var owner = stage.enter(TestRelay.OWNER);
    var h = List.of(TestRelay.tag("h", "room"));
    for (var kind : List.of(1, 9, 9_007, 9_021, 39_000)) {
      refuses(
          owner, TestRelay.event(TestRelay.OWNER, 1, kind, h), "invalid: groups are not enabled");
    }
    refuses(
        owner,
        TestRelay.event(TestRelay.OWNER, 1, 9_002, List.of()),
        "invalid: groups are not enabled");
    assertThat(owner.asks("{\"#h\":[\"room\"]}")).isEmpty();
    var plain = TestRelay.event(TestRelay.OWNER, 1, 9, List.of(TestRelay.tag("h", "")));
    owner.publishes(plain).hears(Client.ok(plain, ""));
  }

  @Test
  void conformance_135_receipts_and_gift_wraps_to_a_member_come_from_anybody() {
    var stranger = stage.connect();
    var challenge = stranger.challenge();
    for (var kind : List.of(1_059, 9_735)) {
      var toAlice =
          TestRelay.event(
              TestRelay.EVE, 1, kind, List.of(TestRelay.tag("p", pubkey(TestRelay.ALICE))));
      stranger.publishes(toAlice).hears(Client.ok(toAlice, ""));
    }
    var toEve =
        TestRelay.event(
            TestRelay.EVE,
            1,
            1_059,
            List.of(
                TestRelay.tag("p", pubkey(TestRelay.EVE)),
                TestRelay.tag("p", pubkey(TestRelay.ALICE))));
    var note =
        TestRelay.event(TestRelay.EVE, 1, 1, List.of(TestRelay.tag("p", pubkey(TestRelay.ALICE))));
    for (var event : List.of(toEve, note)) {
      stranger
          .publishes(event)
          .hears("[\"AUTH\",\"" + challenge + "\"]")
          .hears(Client.refused(event, "auth-required: authentication is required for access"));
    }
    assertThat(stage.enter(TestRelay.BOB).asks("{\"kinds\":[1059,9735]}")).hasSize(2);
  }

  private static String pubkey(caravel.nostr.SecretKey key) {
    return key.publicKey().hex();
  }

  @Test
  void conformance_143_push_needs_membership() {
    var subscription =
        TestRelay.event(TestRelay.MALLORY, 1, 30_390, List.of(TestRelay.tag("d", "x")));
    refuses(
        stage.enter(TestRelay.MALLORY),
        subscription,
        "restricted: you are not a member of this relay");
  }

  @Test
  void a_process_that_sends_no_push_notifications_refuses_subscriptions() {
    refuses(
        stage.enter(TestRelay.ALICE),
        TestRelay.event(TestRelay.ALICE, 1, 30_390, List.of(TestRelay.tag("d", "x"))),
        "invalid: push is not available on this relay");
  }

  @Test
  void a_time_the_store_cannot_order_is_refused() {
    assertThat(Rules.CREATED_AT_MAX_SECONDS).isEqualTo(EventStore.CREATED_AT_MAX + 1);
    var alice = stage.enter(TestRelay.ALICE);
    for (var time : List.of(-1L, 1L << 34, Long.MAX_VALUE)) {
      refuses(
          alice,
          TestRelay.event(TestRelay.ALICE, time, 1, List.of()),
          "invalid: created_at is out of range");
    }
    for (var time : List.of(0L, (1L << 34) - 1)) {
      var event = TestRelay.event(TestRelay.ALICE, time, 1, List.of());
      alice.publishes(event).hears(Client.ok(event, ""));
    }
  }

  @Test
  void a_store_that_refuses_is_an_error_and_reading_goes_on() {
    var alice = stage.enter(TestRelay.ALICE);
    var kept = TestRelay.note(TestRelay.ALICE, "kept");
    alice.publishes(kept).hears(Client.ok(kept, ""));
    stage.store.refuseWrites(true);
    var lost = TestRelay.note(TestRelay.ALICE, "lost");
    alice.publishes(lost).hears(Client.refused(lost, "error: the relay cannot reach its storage"));
    assertThat(alice.asksForContents("{\"kinds\":[1]}")).containsExactly("kept");
    var leave = TestRelay.event(TestRelay.ALICE, 1, 28_936, List.of());
    alice
        .publishes(leave)
        .hears(Client.refused(leave, "error: the relay cannot reach its storage"));
    stage.store.refuseWrites(false);
    alice.publishes(lost).hears(Client.ok(lost, ""));
    assertThat(stage.relay.members()).contains(TestRelay.ALICE.publicKey());
  }

  @Test
  void many_events_are_underway_at_once_and_each_is_answered() {
    var alice = stage.enter(TestRelay.ALICE);
    var expected = new ArrayList<String>();
    for (int i = 0; i < 3 * Publishing.UNANSWERED_MAX; i++) {
      var note = TestRelay.note(TestRelay.ALICE, "n" + i);
      expected.add(Client.ok(note, ""));
      alice.publishes(note);
    }
    alice.hearsInAnyOrder(expected.toArray(String[]::new));
  }

  @Test
  void public_write_lets_strangers_in_but_not_the_banned() {
    var open =
        stage.other(
            TestRelay.config(new RelayConfig.Policy(true, true, false, false, false, null)));
    var mallory = open.enter(TestRelay.MALLORY);
    var note = TestRelay.note(TestRelay.MALLORY, "hi");
    mallory.publishes(note).hears(Client.ok(note, ""));
    assertThat(mallory.asksForContents("{\"kinds\":[1]}")).containsExactly("hi");
  }

  @Test
  void an_anonymous_relay_sends_no_challenge() {
    var open =
        stage.other(
            TestRelay.config(new RelayConfig.Policy(false, false, false, false, true, null)));
    var client = open.connect();
    var note = TestRelay.note(TestRelay.MALLORY, "hi");
    client.publishes(note).hears(Client.ok(note, ""));
    assertThat(client.asksForContents("{\"kinds\":[1]}")).containsExactly("hi");
    var leave = TestRelay.event(TestRelay.ALICE, 1, 28_936, List.of());
    client.publishes(leave);
    client.challenge();
    client.hears(Client.refused(leave, "auth-required: authentication is required for access"));
  }

  private static void refuses(Client client, Event event, String text) {
    client.publishes(event).hears(Client.refused(event, text));
  }
}
