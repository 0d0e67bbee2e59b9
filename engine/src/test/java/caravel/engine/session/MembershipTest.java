package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.config.RelayConfig;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Members, invites, joins and leaves (NIP-43), as they show on the wire.
final class MembershipTest {
  private static final String NOT_A_MEMBER = "restricted: you are not a member of this relay";
  @RegisterExtension private final Stage stage = new Stage();

  private static RelayConfig.Policy policy(boolean publicJoin, @Nullable Integer max) {
    return new RelayConfig.Policy(false, false, publicJoin, false, false, max);
  }

  private static Event join(SecretKey who, String... claim) {
    var tag = new ArrayList<>(List.of("claim"));
    tag.addAll(List.of(claim));
    return Stage.event(who, 1_700_000_000, 28_934, List.of(tag));
  }

  private static Event leave(SecretKey who) {
    return Stage.event(who, 1_700_000_000, 28_936, List.of());
  }

  private static String claim(Client inviter) {
    var invite = inviter.asks("{\"kinds\":[28935],\"limit\":1}").getFirst();
    assertThat(invite.at("/tags/0/0").asString()).isEqualTo("claim");
    return invite.at("/tags/0/1").asString();
  }

  private static List<String> listed(Client client) {
    var lists = client.asks("{\"kinds\":[13534]}");
    assertThat(lists).hasSize(1);
    assertThat(lists.getFirst().at("/tags/0/0").asString()).isEqualTo("-");
    return values(lists.getFirst(), "member");
  }

  private static List<String> values(JsonNode event, String name) {
    var values = new ArrayList<String>();
    for (var tag : event.get("tags")) {
      if (tag.get(0).asString().equals(name)) {
        values.add(tag.get(1).asString());
      }
    }
    return values;
  }

  private static String hex(SecretKey key) {
    return key.publicKey().hex();
  }

  @Test
  void conformance_9_96_owner_and_role_holders_are_members_from_the_start() {
    var alice = stage.enter(Stage.ALICE);
    var founders =
        List.of(
            hex(Stage.OWNER),
            hex(Stage.ADMIN),
            hex(Stage.MANAGER),
            hex(Stage.INVITER),
            hex(Stage.ALICE),
            hex(Stage.BOB));
    assertThat(listed(alice)).containsExactlyInAnyOrderElementsOf(founders);
    var added = alice.asks("{\"kinds\":[8000]}");
    assertThat(added).hasSize(6);
    assertThat(added)
        .allSatisfy(event -> {
          assertThat(event.get("pubkey").asString()).isEqualTo(hex(Stage.RELAY));
          assertThat(event.at("/tags/0").toString()).isEqualTo("[\"-\"]");
        });
    var again = new Client(stage.again(Stage.config()), Stage.ADDRESS);
    again.authenticate(Stage.ALICE, stage.now());
    assertThat(again.asks("{\"kinds\":[8000]}")).hasSize(6);
    assertThat(stage.relay.members()).hasSize(6).isSorted();
  }

  @Test
  void conformance_9_a_banned_role_holder_is_pardoned_at_load() {
    ban(Stage.ALICE, Stage.EVE);
    stage.enter(Stage.ALICE).says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
    var bans = stage.enter(Stage.OWNER).asks("{\"kinds\":[30078]}");
    assertThat(bans).hasSize(1);
    assertThat(values(bans.getFirst(), "banned")).containsExactly(hex(Stage.EVE));
  }

  private void ban(SecretKey... who) {
    var tags = new ArrayList<List<String>>();
    tags.add(Stage.tag("d", "zooid/banned_pubkeys"));
    for (var key : who) {
      tags.add(Stage.tag("banned", hex(key), "because"));
    }
    var list = Stage.event(Stage.RELAY, 1, 30_078, tags);
    stage.store.write(List.of(new Change.Save(list))).join();
  }

  @Test
  void conformance_83_84_each_inviter_has_a_code_of_his_own() {
    var inviter = stage.enter(Stage.INVITER);
    var first = claim(inviter);
    assertThat(first).matches("[0-9A-Z]{8}");
    assertThat(claim(inviter)).isEqualTo(first);
    assertThat(claim(stage.enter(Stage.ADMIN))).isNotEqualTo(first);
    assertThat(inviter.asks("{\"kinds\":[28935]}")).hasSize(1);
    assertThat(inviter.asks("{\"kinds\":[28935],\"limit\":0}")).isEmpty();
    assertThat(inviter.asks("{\"kinds\":[28935],\"authors\":[\"" + hex(Stage.ALICE) + "\"]}"))
        .isEmpty();
    assertThat(inviter.asks("{\"#p\":[\"" + hex(Stage.INVITER) + "\"]}")).hasSize(1);
  }

  @Test
  void conformance_84_an_invite_outlives_a_restart() {
    var code = claim(stage.enter(Stage.INVITER));
    var again = new Client(stage.again(Stage.config()), Stage.ADDRESS);
    again.authenticate(Stage.INVITER, stage.now());
    assertThat(claim(again)).isEqualTo(code);
  }

  @Test
  void conformance_85_101_who_may_not_invite_gets_none() {
    assertThat(stage.enter(Stage.ALICE).asks("{\"kinds\":[28935]}")).isEmpty();
    assertThat(stage.enter(Stage.MANAGER).asks("{\"kinds\":[28935]}")).isEmpty();
  }

  @Test
  void conformance_102_the_member_role_lets_everybody_invite() {
    var roles =
        Map.of("member", Stage.role(true, false), "plain", Stage.role(false, false, Stage.ALICE));
    var open = stage.other(Stage.config(policy(false, null), roles));
    assertThat(claim(open.enter(Stage.ALICE))).isNotEmpty();
  }

  @Test
  void conformance_86_92_93_96_98_a_claim_lets_one_in_and_the_next_too() {
    var code = claim(stage.enter(Stage.INVITER));
    var alice = stage.enter(Stage.ALICE);
    alice
        .says("[\"REQ\",\"live\",{\"kinds\":[13534,8000,8001,28934],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    for (var newcomer : List.of(Stage.MALLORY, Stage.EVE)) {
      var client = stage.enter(newcomer);
      var request = join(newcomer, code);
      client.publishes(request).hears(Client.ok(request, "handled internally"));
      assertThat(values(Json.tree(alice.next()).get(2), "p")).containsExactly(hex(newcomer));
      assertThat(values(Json.tree(alice.next()).get(2), "member")).contains(hex(newcomer));
      assertThat(listed(client)).contains(hex(newcomer));
      assertThat(client.asks("{\"kinds\":[8000],\"#p\":[\"" + hex(newcomer) + "\"]}")).hasSize(1);
    }
    alice.hearsNothing();
  }

  @Test
  void conformance_87_90_what_is_wrong_with_a_claim_is_told() {
    claim(stage.enter(Stage.INVITER));
    var mallory = stage.enter(Stage.MALLORY);
    var none = Stage.event(Stage.MALLORY, 1, 28_934, List.of());
    for (var request : List.of(none, join(Stage.MALLORY))) {
      mallory.publishes(request).hears(Client.refused(request, "invalid: no claim tag"));
    }
    for (var code : List.of("", "ZZZZZZZZ")) {
      var request = join(Stage.MALLORY, code);
      mallory
          .publishes(request)
          .hears(Client.refused(request, "invalid: failed to validate invite code"));
    }
  }

  @Test
  void conformance_87_a_claim_of_ones_own_making_is_none() {
    var alice = stage.enter(Stage.ALICE);
    var invite = Stage.event(Stage.ALICE, 1, 28_935, List.of(Stage.tag("claim", "MINE0000")));
    alice.publishes(invite).hears(Client.ok(invite, "handled internally"));
    var request = join(Stage.MALLORY, "MINE0000");
    stage
        .enter(Stage.MALLORY)
        .publishes(request)
        .hears(Client.refused(request, "invalid: failed to validate invite code"));
  }

  @Test
  void conformance_88_89_a_member_joins_again_unless_his_code_is_wrong() {
    var code = claim(stage.enter(Stage.INVITER));
    var alice = stage.enter(Stage.ALICE);
    for (var request : List.of(join(Stage.ALICE, code), join(Stage.ALICE, ""), join(Stage.ALICE))) {
      alice.publishes(request).hears(Client.ok(request, "handled internally"));
    }
    var wrong = join(Stage.ALICE, "WRONG");
    alice.publishes(wrong).hears(Client.refused(wrong, "invalid: failed to validate invite code"));
    assertThat(alice.asks("{\"kinds\":[8000],\"#p\":[\"" + hex(Stage.ALICE) + "\"]}")).hasSize(1);
  }

  @Test
  void conformance_90_91_public_join_needs_no_claim_but_bans_hold() {
    ban(Stage.EVE);
    var open = stage.again(Stage.config(policy(true, null)));
    var mallory = new Client(open, Stage.ADDRESS);
    mallory.authenticate(Stage.MALLORY, stage.now());
    var request = Stage.event(Stage.MALLORY, 1, 28_934, List.of());
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    var eve = new Client(open, Stage.ADDRESS);
    eve.authenticate(Stage.EVE, stage.now());
    var banned = Stage.event(Stage.EVE, 1, 28_934, List.of());
    eve.publishes(banned)
        .hears(Client.refused(banned, "invalid: you have been banned from this relay"));
  }

  @Test
  void banned_pubkeys_and_events_are_refused_on_a_public_relay() {
    ban(Stage.EVE);
    var banned = Stage.note(Stage.MALLORY, "banned");
    var list =
        Stage.event(
            Stage.RELAY,
            1,
            30_078,
            List.of(
                Stage.tag("d", "zooid/banned_events"),
                Stage.tag("event", banned.id().hex(), "because")));
    stage.store.write(List.of(new Change.Save(list))).join();
    var open =
        stage.again(Stage.config(new RelayConfig.Policy(true, true, false, false, false, null)));
    var eve = new Client(open, Stage.ADDRESS);
    eve.authenticate(Stage.EVE, stage.now());
    var note = Stage.note(Stage.EVE, "x");
    eve.publishes(note)
        .hears(Client.refused(note, "restricted: you have been banned from this relay"))
        .says("[\"REQ\",\"q\",{}]")
        .hears("[\"CLOSED\",\"q\",\"restricted: you have been banned from this relay\"]");
    var mallory = new Client(open, Stage.ADDRESS);
    mallory.authenticate(Stage.MALLORY, stage.now());
    mallory
        .publishes(banned)
        .hears(Client.refused(banned, "restricted: this event has been banned from this relay"));
  }

  @Test
  void conformance_94_95_96_97_a_leave_takes_effect_at_once() {
    var code = claim(stage.enter(Stage.INVITER));
    var mallory = stage.enter(Stage.MALLORY);
    var request = join(Stage.MALLORY, code);
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    mallory.says("[\"REQ\",\"open\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"open\"]");
    var second = stage.enter(Stage.MALLORY);
    second.says("[\"REQ\",\"other\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"other\"]");
    var leave = leave(Stage.MALLORY);
    mallory
        .publishes(leave)
        .hearsInAnyOrder(
            Client.ok(leave, "handled internally"),
            "[\"CLOSED\",\"open\",\"" + NOT_A_MEMBER + "\"]");
    second.hears("[\"CLOSED\",\"other\",\"" + NOT_A_MEMBER + "\"]");
    mallory
        .says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"q\",\"" + NOT_A_MEMBER + "\"]");
    var note = Stage.note(Stage.MALLORY, "after");
    mallory.publishes(note).hears(Client.refused(note, NOT_A_MEMBER));
    var alice = stage.enter(Stage.ALICE);
    assertThat(listed(alice)).hasSize(6).doesNotContain(hex(Stage.MALLORY));
    var removals = alice.asks("{\"kinds\":[8001],\"#p\":[\"" + hex(Stage.MALLORY) + "\"]}");
    assertThat(removals).hasSize(1);
    assertThat(removals.getFirst().at("/tags/0").toString()).isEqualTo("[\"-\"]");
  }

  @Test
  void conformance_99_who_is_no_member_cannot_leave() {
    var leave = leave(Stage.MALLORY);
    stage.enter(Stage.MALLORY).publishes(leave).hears(Client.refused(leave, NOT_A_MEMBER));
  }

  @Test
  void the_owner_and_managers_stay_when_they_leave() {
    for (var who : List.of(Stage.OWNER, Stage.MANAGER)) {
      var leave = leave(who);
      stage.enter(who).publishes(leave).hears(Client.ok(leave, "handled internally"));
    }
    assertThat(stage.relay.members()).hasSize(6);
  }

  @Test
  void conformance_100_a_hundred_at_once_lose_nobody() throws InterruptedException {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var open = stage.other(Stage.config(policy(true, null)));
    var expected = new TreeSet<>(open.relay.members());
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 100; i++) {
      var bytes = new byte[32];
      random.nextBytes(bytes);
      var who = new SecretKey(bytes);
      var leaves = random.nextInt(4) == 0;
      if (!leaves) {
        expected.add(who.publicKey());
      }
      var client = open.enter(who);
      threads.add(
          Thread.ofVirtual()
              .unstarted(() -> {
                client.publishes(Stage.event(who, 1, 28_934, List.of()));
                if (leaves) {
                  client.publishes(leave(who));
                }
              }));
    }
    threads.forEach(Thread::start);
    for (var thread : threads) {
      thread.join();
    }
    assertThat(open.relay.members()).as("seed %s", seed).isEqualTo(List.copyOf(expected));
    var owner = open.enter(Stage.OWNER);
    assertThat(listed(owner))
        .as("seed %s", seed)
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(PublicKey::hex).toList());
    assertThat(owner.asks("{\"kinds\":[8000]}")).as("seed %s", seed).hasSize(106);
    assertThat(open.again(Stage.config(policy(true, null))).members())
        .as("seed %s", seed)
        .isEqualTo(List.copyOf(expected));
  }

  @Test
  void the_member_limit_holds_in_a_crowd() throws InterruptedException {
    var limited = stage.other(Stage.config(policy(true, 16)));
    var crowd = new ArrayList<Thread>();
    for (int i = 0; i < 40; i++) {
      var who = SecretKey.generate();
      var client = limited.enter(who);
      crowd.add(
          Thread.startVirtualThread(
              () -> client.publishes(Stage.event(who, 1, 28_934, List.of()))));
    }
    for (var thread : crowd) {
      thread.join();
    }
    assertThat(limited.relay.members()).hasSize(16);
    assertThat(listed(limited.enter(Stage.OWNER))).hasSize(16);
  }

  @Test
  void two_lists_of_one_second_are_told_apart_by_their_time() {
    var open = stage.other(Stage.config(policy(true, null)));
    var times = new ArrayList<Long>();
    for (var who : List.of(Stage.MALLORY, Stage.EVE)) {
      var client = open.enter(who);
      var request = Stage.event(who, 1, 28_934, List.of());
      client.publishes(request).hears(Client.ok(request, "handled internally"));
      times.add(client.asks("{\"kinds\":[13534]}").getFirst().get("created_at").asLong());
    }
    assertThat(times.get(0)).isLessThan(times.get(1));
  }

  @Test
  void the_member_limit_stops_joins_and_locks_nobody_out() {
    var full = stage.other(Stage.config(policy(true, 7)));
    var mallory = full.enter(Stage.MALLORY);
    var request = Stage.event(Stage.MALLORY, 1, 28_934, List.of());
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    var late = Stage.event(Stage.EVE, 1, 28_934, List.of());
    var refusal = "restricted: this relay has reached its member limit";
    full.enter(Stage.EVE).publishes(late).hears(Client.refused(late, refusal));
    full.relay.reconfigure(Stage.config(policy(true, 1)));
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    var note = Stage.note(Stage.MALLORY, "still here");
    mallory.publishes(note).hears(Client.ok(note, ""));
    assertThat(full.relay.members()).hasSize(7);
  }

  @Test
  void conformance_8_a_change_is_swapped_in_under_open_sockets() {
    var open =
        stage.other(Stage.config(new RelayConfig.Policy(true, false, false, false, false, null)));
    var mallory = open.enter(Stage.MALLORY);
    var alice = open.enter(Stage.ALICE);
    for (var client : List.of(mallory, alice)) {
      client.says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
    }
    open.relay.reconfigure(
        Stage.config(policy(false, null), Stage.roles(Stage.ALICE, Stage.BOB, Stage.EVE)));
    mallory.hears("[\"CLOSED\",\"q\",\"" + NOT_A_MEMBER + "\"]");
    var note = Stage.note(Stage.ALICE, "goes on");
    alice.publishes(note).hearsInAnyOrder(Client.ok(note, ""), Client.event("q", note));
    assertThat(open.relay.members()).contains(Stage.EVE.publicKey());
    var config = Stage.config();
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
    var alice = stage.enter(Stage.ALICE);
    stage.relay.close("this relay was deleted");
    alice.hears("closed 1001 this relay was deleted");
    stage.connect().hears("closed 1001 this relay was deleted");
  }

  @Test
  void role_names_behind_a_member_are_kept() {
    var list =
        Stage.event(
            Stage.RELAY,
            Stage.START + 50,
            13_534,
            List.of(
                Stage.tag("-"),
                Stage.tag("member", hex(Stage.ALICE), "vip"),
                Stage.tag("member", "not a pubkey")));
    stage.store.write(List.of(new Change.Save(list))).join();
    var listed = stage.enter(Stage.ALICE).asks("{\"kinds\":[13534]}").getFirst();
    assertThat(listed.at("/tags/1").toString())
        .isEqualTo("[\"member\",\"" + hex(Stage.ALICE) + "\",\"vip\"]");
    assertThat(listed.get("created_at").asLong()).isEqualTo(Stage.START + 51);
  }
}
