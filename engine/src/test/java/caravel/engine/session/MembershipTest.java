package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.engine.config.RelayConfig;
import caravel.engine.store.EventStore.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Membership at the start, after leaving, and after a change of configuration (NIP-43).
final class MembershipTest {
  private static final String NOT_A_MEMBER = "restricted: you are not a member of this relay";
  @RegisterExtension private final TestRelay stage = new TestRelay();

  @Test
  void conformance_9_96_owner_and_role_holders_are_members_from_the_start() {
    var alice = stage.enter(TestRelay.ALICE);
    var founders =
        List.of(
            TestRelay.hex(TestRelay.OWNER),
            TestRelay.hex(TestRelay.ADMIN),
            TestRelay.hex(TestRelay.MANAGER),
            TestRelay.hex(TestRelay.INVITER),
            TestRelay.hex(TestRelay.ALICE),
            TestRelay.hex(TestRelay.BOB));
    assertThat(alice.listed()).containsExactlyInAnyOrderElementsOf(founders);
    var added = alice.asks("{\"kinds\":[8000]}");
    assertThat(added).hasSize(6);
    assertThat(added)
        .allSatisfy(event -> {
          assertThat(event.get("pubkey").asString()).isEqualTo(TestRelay.hex(TestRelay.RELAY));
          assertThat(event.at("/tags/0").toString()).isEqualTo("[\"-\"]");
        });
    var again = new Client(stage.again(TestRelay.config()), TestRelay.ADDRESS);
    again.authenticate(TestRelay.ALICE, stage.now());
    assertThat(again.asks("{\"kinds\":[8000]}")).hasSize(6);
    assertThat(List.copyOf(stage.relay.members())).hasSize(6).isSorted();
  }

  /// Finding of issue 12: rules were published before the founders were listed.
  @Test
  void founders_are_members_from_the_first_message_of_a_fresh_relay() throws Exception {
    var first = stage.enter(TestRelay.ALICE);
    var second = stage.enter(TestRelay.BOB);
    var fromBob = TestRelay.note(TestRelay.BOB, "while the member list is being stored");
    var bob = Thread.ofPlatform().unstarted(() -> second.publishes(fromBob));
    stage.store.beforeNextWrite(() -> {
      bob.start();
      await()
          .until(() ->
              bob.getState() == Thread.State.WAITING || bob.getState() == Thread.State.TERMINATED);
    });
    var fromAlice = TestRelay.note(TestRelay.ALICE, "first");
    first.publishes(fromAlice).hears(Client.ok(fromAlice, ""));
    bob.join();
    second.hears(Client.ok(fromBob, ""));
  }

  @Test
  void b7_a_member_list_beyond_four_mebibytes_is_loaded_and_grows() {
    var tags = new ArrayList<List<String>>();
    for (int i = 1; i <= 60_000; i++) {
      tags.add(TestRelay.tag("member", "%064x".formatted(i)));
    }
    stage
        .store
        .write(List.of(new Change.Save(TestRelay.event(TestRelay.RELAY, 1, 13_534, tags))))
        .join();
    assertThat(stage.relay.members()).hasSize(60_006);
    stage.relay.allow(TestRelay.MALLORY.publicKey());
    assertThat(stage.again(TestRelay.config()).members()).hasSize(60_007);
  }

  @Test
  void founders_are_members_although_the_list_cannot_be_stored() {
    stage.store.refuseWrites(true);
    stage.enter(TestRelay.ALICE).says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
  }

  @Test
  void conformance_9_a_banned_role_holder_is_pardoned_at_load() {
    stage.ban(TestRelay.ALICE, TestRelay.EVE);
    stage.enter(TestRelay.ALICE).says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
    var bans = stage.enter(TestRelay.OWNER).asks("{\"kinds\":[30078]}");
    assertThat(bans).hasSize(1);
    assertThat(TestRelay.values(bans.getFirst(), "banned"))
        .containsExactly(TestRelay.hex(TestRelay.EVE));
  }

  @Test
  void banned_pubkeys_and_events_are_refused_on_a_public_relay() {
    stage.ban(TestRelay.EVE);
    var banned = TestRelay.note(TestRelay.MALLORY, "banned");
    var list =
        TestRelay.event(
            TestRelay.RELAY,
            1,
            30_078,
            List.of(
                TestRelay.tag("d", "zooid/banned_events"),
                TestRelay.tag("event", banned.id().hex(), "because")));
    stage.store.write(List.of(new Change.Save(list))).join();
    var open =
        stage.again(
            TestRelay.config(new RelayConfig.Policy(true, true, false, false, false, null)));
    var eve = new Client(open, TestRelay.ADDRESS);
    eve.authenticate(TestRelay.EVE, stage.now());
    var note = TestRelay.note(TestRelay.EVE, "x");
    eve.publishes(note)
        .hears(Client.refused(note, "restricted: you have been banned from this relay"))
        .says("[\"REQ\",\"q\",{}]")
        .hears("[\"CLOSED\",\"q\",\"restricted: you have been banned from this relay\"]");
    var mallory = new Client(open, TestRelay.ADDRESS);
    mallory.authenticate(TestRelay.MALLORY, stage.now());
    mallory
        .publishes(banned)
        .hears(Client.refused(banned, "restricted: this event has been banned from this relay"));
  }

  @Test
  void conformance_94_95_96_97_a_leave_takes_effect_at_once() {
    var code = stage.enter(TestRelay.INVITER).claim();
    var mallory = stage.enter(TestRelay.MALLORY);
    var request = TestRelay.join(TestRelay.MALLORY, code);
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    mallory.says("[\"REQ\",\"open\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"open\"]");
    var second = stage.enter(TestRelay.MALLORY);
    second.says("[\"REQ\",\"other\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"other\"]");
    var leave = TestRelay.leave(TestRelay.MALLORY);
    mallory
        .publishes(leave)
        .hearsInAnyOrder(
            Client.ok(leave, "handled internally"),
            "[\"CLOSED\",\"open\",\"" + NOT_A_MEMBER + "\"]");
    second.hears("[\"CLOSED\",\"other\",\"" + NOT_A_MEMBER + "\"]");
    mallory
        .says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"q\",\"" + NOT_A_MEMBER + "\"]");
    var note = TestRelay.note(TestRelay.MALLORY, "after");
    mallory.publishes(note).hears(Client.refused(note, NOT_A_MEMBER));
    var alice = stage.enter(TestRelay.ALICE);
    assertThat(alice.listed()).hasSize(6).doesNotContain(TestRelay.hex(TestRelay.MALLORY));
    var removals =
        alice.asks("{\"kinds\":[8001],\"#p\":[\"" + TestRelay.hex(TestRelay.MALLORY) + "\"]}");
    assertThat(removals).hasSize(1);
    assertThat(removals.getFirst().at("/tags/0").toString()).isEqualTo("[\"-\"]");
  }

  @Test
  void conformance_99_a_non_member_cannot_leave() {
    var leave = TestRelay.leave(TestRelay.MALLORY);
    stage.enter(TestRelay.MALLORY).publishes(leave).hears(Client.refused(leave, NOT_A_MEMBER));
  }

  @Test
  void the_owner_and_managers_stay_when_they_leave() {
    for (var who : List.of(TestRelay.OWNER, TestRelay.MANAGER)) {
      var leave = TestRelay.leave(who);
      stage.enter(who).publishes(leave).hears(Client.ok(leave, "handled internally"));
    }
    assertThat(stage.relay.members()).hasSize(6);
  }

  @Test
  void two_lists_of_one_second_are_told_apart_by_their_time() {
    var open = stage.other(TestRelay.config(TestRelay.policy(true, null)));
    var times = new ArrayList<Long>();
    for (var who : List.of(TestRelay.MALLORY, TestRelay.EVE)) {
      var client = open.enter(who);
      var request = TestRelay.event(who, 1, 28_934, List.of());
      client.publishes(request).hears(Client.ok(request, "handled internally"));
      times.add(client.asks("{\"kinds\":[13534]}").getFirst().get("created_at").asLong());
    }
    assertThat(times.get(0)).isLessThan(times.get(1));
  }

  @Test
  void conformance_8_a_change_applies_while_sockets_stay_open() {
    var open =
        stage.other(
            TestRelay.config(new RelayConfig.Policy(true, false, false, false, false, null)));
    var mallory = open.enter(TestRelay.MALLORY);
    var alice = open.enter(TestRelay.ALICE);
    for (var client : List.of(mallory, alice)) {
      client.says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
    }
    open.relay.reconfigure(
        TestRelay.config(
            TestRelay.policy(false, null),
            TestRelay.roles(TestRelay.ALICE, TestRelay.BOB, TestRelay.EVE)));
    mallory.hears("[\"CLOSED\",\"q\",\"" + NOT_A_MEMBER + "\"]");
    var note = TestRelay.note(TestRelay.ALICE, "goes on");
    alice.publishes(note).hearsInAnyOrder(Client.ok(note, ""), Client.event("q", note));
    assertThat(open.relay.members()).contains(TestRelay.EVE.publicKey());
    var config = TestRelay.config();
    var other =
        new RelayConfig(
            "other.localhost",
            config.schema(),
            config.secret(),
            false,
            config.info(),
            config.policy(),
            config.features(),
            config.roles());
    assertThatThrownBy(() -> open.relay.reconfigure(other))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void conformance_8_a_closed_relay_tells_its_sockets_why() {
    var alice = stage.enter(TestRelay.ALICE);
    stage.relay.close("this relay was deleted");
    alice.hears("closed 1001 this relay was deleted");
    stage.connect().hears("closed 1001 this relay was deleted");
  }

  @Test
  void role_names_behind_a_member_are_kept() {
    var list =
        TestRelay.event(
            TestRelay.RELAY,
            TestRelay.START + 50,
            13_534,
            List.of(
                TestRelay.tag("-"),
                TestRelay.tag("member", TestRelay.hex(TestRelay.ALICE), "vip"),
                TestRelay.tag("member", "not a pubkey")));
    stage.store.write(List.of(new Change.Save(list))).join();
    var listed = stage.enter(TestRelay.ALICE).asks("{\"kinds\":[13534]}").getFirst();
    assertThat(listed.at("/tags"))
        .extracting(Object::toString)
        .contains("[\"member\",\"" + TestRelay.hex(TestRelay.ALICE) + "\",\"vip\"]");
    assertThat(listed.get("created_at").asLong()).isEqualTo(TestRelay.START + 51);
  }
}
