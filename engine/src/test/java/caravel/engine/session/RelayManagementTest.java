package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.session.InviteCodes.Limits;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The effects of the management calls on members, events and sockets.
final class RelayManagementTest {
  private static final Verdict ALLOWED = new Verdict.Allowed();
  private static final String WRONG_CODE = "invalid: failed to validate invite code";

  @RegisterExtension private final TestRelay stage = new TestRelay();

  private void joins(SecretKey who, String code) {
    var join = TestRelay.join(who, code);
    stage.enter(who).publishes(join).hears(Client.ok(join, "handled internally"));
  }

  private void cannotJoin(SecretKey who, String code) {
    var join = TestRelay.join(who, code);
    stage.enter(who).publishes(join).hears(Client.refused(join, WRONG_CODE));
  }

  @Test
  void conformance_108_a_banned_event_is_removed_and_refused_until_it_is_allowed() {
    var alice = stage.enter(TestRelay.ALICE);
    var note = TestRelay.note(TestRelay.ALICE, "rude");
    alice.publishes(note).hears(Client.ok(note, ""));
    assertThat(stage.relay.management().banEvent(note.id(), "")).isEqualTo(ALLOWED);
    assertThat(alice.asks("{\"kinds\":[1]}")).isEmpty();
    var banned = "restricted: this event has been banned from this relay";
    alice.publishes(note).hears(Client.refused(note, banned));
    assertThat(stage.again(TestRelay.config()).management().bannedEvents())
        .containsKey(note.id().hex());
    stage.relay.management().allowEvent(note.id());
    assertThat(alice.asks("{\"kinds\":[1]}")).isEmpty();
    alice.publishes(note).hears(Client.ok(note, ""));
  }

  @Test
  void an_event_that_was_admitted_before_its_ban_and_written_after_it_does_not_stay() {
    var bob = stage.enter(TestRelay.BOB);
    var note = TestRelay.note(TestRelay.BOB, "late");
    assertThat(stage.relay.members()).contains(TestRelay.BOB.publicKey());
    stage.store.beforeNextWrite(() -> stage.relay.management().banEvent(note.id(), ""));
    bob.publishes(note).hears(Client.ok(note, ""));
    stage.store.write(List.of()).join();
    assertThat(bob.asks("{\"kinds\":[1]}")).isEmpty();
  }

  /// A ban of the member list locked out all members of a zooid.
  @Test
  void the_own_lists_of_a_relay_cannot_be_banned() {
    var alice = stage.enter(TestRelay.ALICE);
    stage.relay.ban(new LiveRelay.Ban(TestRelay.EVE.publicKey(), ""));
    for (var filter :
        List.of("{\"kinds\":[13534]}", "{\"kinds\":[8000]}", "{\"kinds\":[30078,28935]}")) {
      for (var event : stage.enter(TestRelay.OWNER).asks(filter)) {
        var id = EventId.parse(event.get("id").asString());
        assertThat(stage.relay.management().banEvent(id, "coup"))
            .isInstanceOf(Verdict.Refused.class);
      }
    }
    assertThat(alice.listed()).hasSize(6);
    assertThat(stage.again(TestRelay.config()).bans()).hasSize(1);
  }

  @Test
  void a_disallowed_kind_is_refused_and_members_can_still_leave_and_delete() {
    stage.relay.management().disallowKind(7);
    var alice = stage.enter(TestRelay.ALICE);
    var reaction = TestRelay.event(TestRelay.ALICE, TestRelay.START, 7, List.of());
    var refusal = "restricted: this relay does not accept events of kind 7";
    alice.publishes(reaction).hears(Client.refused(reaction, refusal));
    stage.relay.management().allowKind(7);
    var note = TestRelay.note(TestRelay.ALICE, "x");
    alice.publishes(note).hears(Client.ok(note, ""));
    stage.relay.management().allowKind(9);
    assertThat(stage.again(TestRelay.config()).management().kinds().allowed()).containsExactly(9);
    alice.publishes(reaction).hears(Client.refused(reaction, refusal));
    var deletion =
        TestRelay.event(
            TestRelay.ALICE, TestRelay.START, 5, List.of(TestRelay.tag("e", note.id().hex())));
    alice.publishes(deletion).hears(Client.ok(deletion, ""));
    var leave = TestRelay.leave(TestRelay.BOB);
    stage.enter(TestRelay.BOB).publishes(leave).hears(Client.ok(leave, "handled internally"));
  }

  @Test
  void a_claim_admits_as_many_members_as_it_may_even_after_a_restart() {
    assertThat(stage.relay.inviteCodes().create("TWO", new Limits(0, 2))).isEqualTo(ALLOWED);
    joins(TestRelay.EVE, "TWO");
    joins(TestRelay.EVE, "TWO");
    var again = new Client(stage.again(TestRelay.config()), TestRelay.ADDRESS);
    again.authenticate(TestRelay.MALLORY, stage.now());
    var join = TestRelay.join(TestRelay.MALLORY, "TWO");
    again.publishes(join).hears(Client.ok(join, "handled internally"));
    var third = new Client(stage.again(TestRelay.config()), TestRelay.ADDRESS);
    var late = TestRelay.key(20);
    third.authenticate(late, stage.now());
    var refused = TestRelay.join(late, "TWO");
    third.publishes(refused).hears(Client.refused(refused, WRONG_CODE));
  }

  @Test
  void a_claim_of_one_use_admits_one_of_a_crowd() throws InterruptedException {
    stage.relay.inviteCodes().create("ONE", new Limits(0, 1));
    var crowd = IntStream.range(30, 42).mapToObj(TestRelay::key).toList();
    var threads = new ArrayList<Thread>();
    for (var who : crowd) {
      var client = stage.enter(who);
      var join = TestRelay.join(who, "ONE");
      threads.add(Thread.startVirtualThread(() -> client.publishes(join)));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(stage.relay.members()).hasSize(6 + 1);
  }

  @Test
  void an_expired_claim_is_refused_like_a_wrong_one() {
    stage.relay.inviteCodes().create("SOON", new Limits(TestRelay.START + 60, 0));
    joins(TestRelay.EVE, "SOON");
    stage.advance(60);
    cannotJoin(TestRelay.MALLORY, "SOON");
    assertThat(stage.relay.inviteCodes().list()).doesNotContain("SOON");
    assertThat(stage.relay.inviteCodes().create("SOON", new Limits(0, 0))).isEqualTo(ALLOWED);
    joins(TestRelay.MALLORY, "SOON");
  }

  @Test
  void conformance_110_deleteclaim_makes_the_code_of_an_inviter_useless_too() {
    var inviter = stage.enter(TestRelay.INVITER);
    var code = inviter.claim();
    assertThat(stage.relay.inviteCodes().list()).containsExactly(code);
    stage.relay.inviteCodes().delete(code);
    cannotJoin(TestRelay.EVE, code);
    assertThat(stage.again(TestRelay.config()).inviteCodes().list()).isEmpty();
    assertThat(inviter.claim()).isNotEqualTo(code);
  }

  @Test
  void conformance_110_roles_are_in_the_member_list_and_survive_joins_and_restarts() {
    var roles = stage.relay.roleLabels();
    roles.create(new RoleLabel("vip", "VIP", "", 120, 0));
    roles.assign(TestRelay.ALICE.publicKey(), "vip");
    roles.assign(TestRelay.EVE.publicKey(), "vip");
    var alice = stage.enter(TestRelay.ALICE);
    var label = alice.asks("{\"kinds\":[33534]}").getFirst();
    assertThat(label.get("tags").toString())
        .isEqualTo("[[\"-\"],[\"d\",\"vip\"],[\"label\",\"VIP\"],[\"color\",\"120\"]]");
    stage.relay.allow(TestRelay.MALLORY.publicKey());
    assertThat(memberTag(alice, TestRelay.EVE)).endsWith(",\"vip\"]");
    var again = stage.again(TestRelay.config());
    assertThat(again.members()).contains(TestRelay.EVE.publicKey());
    again.roleLabels().delete("vip");
    assertThat(memberTag(alice, TestRelay.ALICE)).doesNotContain("vip");
    assertThat(alice.asks("{\"kinds\":[33534]}")).isEmpty();
    assertThat(alice.asks("{\"kinds\":[5]}")).hasSize(1);
  }

  private static String memberTag(Client client, SecretKey who) {
    for (var tag : client.asks("{\"kinds\":[13534]}").getFirst().get("tags")) {
      if (tag.path(1).asString("").equals(TestRelay.hex(who))) {
        return tag.toString();
      }
    }
    throw new AssertionError("not a member");
  }

  @Test
  void a_banned_key_gets_no_role_and_a_full_relay_no_member() {
    stage.relay.roleLabels().create(new RoleLabel("vip", "", "", 0, 0));
    stage.relay.ban(new LiveRelay.Ban(TestRelay.EVE.publicKey(), ""));
    assertThat(stage.relay.roleLabels().assign(TestRelay.EVE.publicKey(), "vip"))
        .isInstanceOf(Verdict.Refused.class);
    var full = stage.other(TestRelay.config(TestRelay.policy(false, 6)));
    full.relay.roleLabels().create(new RoleLabel("vip", "", "", 0, 0));
    assertThat(full.relay.roleLabels().assign(TestRelay.MALLORY.publicKey(), "vip"))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(full.relay.roleLabels().assign(TestRelay.ALICE.publicKey(), "vip"))
        .isEqualTo(ALLOWED);
  }

  @Test
  void a_signed_event_is_stored_and_delivered() {
    var alice = stage.enter(TestRelay.ALICE);
    alice.says("[\"REQ\",\"live\",{\"kinds\":[30067]}]").hears("[\"EOSE\",\"live\"]");
    var template = new EventTemplate(30_067, null, List.of(List.of("d", "x")), "hi");
    assertThat(stage.relay.management().sign(template))
        .isInstanceOf(RelayManagement.Signing.Signed.class);
    assertThat(Json.tree(alice.next()).at("/2/content").asString()).isEqualTo("hi");
    assertThat(alice.asksForContents("{\"kinds\":[30067]}")).containsExactly("hi");
  }

  @Test
  void a_blocked_address_loses_its_sockets_and_gets_no_answer() {
    var frames = new ArrayList<String>();
    var session = stage.relay.connect(new AddressedChannel(frames), TestRelay.ADDRESS);
    stage.enter(TestRelay.ALICE);
    stage.relay.management().blockAddress("192.0.2.1", "flood");
    assertThat(frames).hasSize(2).last().asString().startsWith("closed 1008 blocked:");
    session.onMessage("[\"REQ\",\"q\",{}]".getBytes(StandardCharsets.UTF_8));
    assertThat(frames).hasSize(3).last().asString().startsWith("closed 1008 blocked:");
    stage.relay.management().unblockAddress("192.0.2.1");
    session.onMessage("[\"REQ\",\"q\",{}]".getBytes(StandardCharsets.UTF_8));
    assertThat(frames.getLast()).contains("auth-required:");
    var alice = stage.enter(TestRelay.ALICE);
    assertThat(alice.asks("{\"kinds\":[1]}")).isEmpty();
  }

  /// A client with a known address, which keeps its frames.
  private record AddressedChannel(List<String> frames) implements ClientChannel {
    @Override
    public void queue(String text) {
      frames.add(text);
    }

    @Override
    public void queueEvent(byte[] head, byte[] event) {}

    @Override
    public void flush() {}

    @Override
    public void awaitRoom() {}

    @Override
    public MemoryBudget.Account memory() {
      return MemoryBudget.unlimited();
    }

    @Override
    public String addressGroup() {
      return "192.0.2.1";
    }

    @Override
    public void close(int code, String reason) {
      frames.add("closed " + code + " " + reason);
    }
  }

  @Test
  void a_member_list_of_a_former_key_cannot_be_banned_either() {
    Event list =
        TestRelay.event(
            TestRelay.MALLORY,
            TestRelay.START - 50,
            13_534,
            List.of(TestRelay.tag("-"), TestRelay.tag("member", TestRelay.hex(TestRelay.ALICE))));
    stage.store.write(List.of(new caravel.engine.store.EventStore.Change.Save(list))).join();
    assertThat(stage.relay.management().banEvent(list.id(), ""))
        .isInstanceOf(Verdict.Refused.class);
  }
}
