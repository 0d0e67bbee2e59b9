package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.engine.policy.Roster;
import caravel.engine.policy.Rules;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.UnsignedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Invites and joins (NIP-43), as clients see them.
final class JoinTest {
  @RegisterExtension private final TestRelay stage = new TestRelay();

  @Test
  void conformance_83_84_each_inviter_has_a_code_of_his_own() {
    var inviter = stage.enter(TestRelay.INVITER);
    var first = inviter.claim();
    assertThat(first).matches("[0-9A-Z]{8}");
    assertThat(inviter.claim()).isEqualTo(first);
    assertThat(stage.enter(TestRelay.ADMIN).claim()).isNotEqualTo(first);
    assertThat(inviter.asks("{\"kinds\":[28935]}")).hasSize(1);
    assertThat(inviter.asks("{\"kinds\":[28935],\"limit\":0}")).isEmpty();
    assertThat(
            inviter.asks(
                "{\"kinds\":[28935],\"authors\":[\"" + TestRelay.hex(TestRelay.ALICE) + "\"]}"))
        .isEmpty();
    assertThat(inviter.asks("{\"#p\":[\"" + TestRelay.hex(TestRelay.INVITER) + "\"]}")).hasSize(1);
  }

  /// B7: each change of a short list writes it, so joins that arrive during a write share the next.
  @Test
  void b7_joins_that_wait_for_a_list_share_the_next_one() {
    var lists = new AtomicInteger();
    var lock = new ReentrantLock();
    var joinBatch =
        new JoinBatch(
            lock,
            requests -> {
              lists.incrementAndGet();
              return requests.stream().map(_ -> (Verdict) new Verdict.Allowed()).toList();
            });
    var joining = new ArrayList<Thread>();
    lock.lock();
    try {
      for (int i = 0; i < 20; i++) {
        joining.add(
            Thread.ofPlatform().start(() -> joinBatch.join(TestRelay.join(TestRelay.MALLORY))));
      }
      await()
          .until(
              () -> joining.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
    } finally {
      lock.unlock();
    }
    await().until(() -> joining.stream().noneMatch(Thread::isAlive));
    assertThat(lists).hasValue(1);
  }

  @Test
  void b7_a_crowd_that_joins_together_is_held_to_the_member_limit() {
    var rules = new Rules(TestRelay.config(TestRelay.policy(true, 2)), Roster.EMPTY);
    var request = TestRelay.join(TestRelay.EVE);
    var others = Set.of(TestRelay.ALICE.publicKey(), TestRelay.BOB.publicKey());
    assertThat(rules.join(request, Set.of(), 0)).isInstanceOf(Verdict.Allowed.class);
    assertThat(rules.join(request, others, 0)).isInstanceOf(Verdict.Refused.class);
    assertThat(rules.join(TestRelay.join(TestRelay.BOB), others, 0))
        .isInstanceOf(Verdict.Allowed.class);
  }

  @Test
  void conformance_84_an_invite_outlives_a_restart() {
    var code = stage.enter(TestRelay.INVITER).claim();
    var again = new Client(stage.again(TestRelay.config()), TestRelay.ADDRESS);
    again.authenticate(TestRelay.INVITER, stage.now());
    assertThat(again.claim()).isEqualTo(code);
  }

  /// More invites than one query returns: the oldest must not be lost.
  @Test
  void b16_the_oldest_of_very_many_codes_still_lets_one_in_after_a_restart() {
    int invites = 50_100;
    for (int from = 0; from < invites; from += 5_000) {
      var changes = new ArrayList<Change>();
      for (int i = from; i < Math.min(invites, from + 5_000); i++) {
        changes.add(new Change.Save(invite(i)));
      }
      stage.store.write(changes).join();
    }
    var mallory = new Client(stage.again(TestRelay.config()), TestRelay.ADDRESS);
    mallory.authenticate(TestRelay.MALLORY, stage.now());
    var join = TestRelay.join(TestRelay.MALLORY, "CODE0");
    mallory.publishes(join).hears(Client.ok(join, "handled internally"));
    assertThat(mallory.listed()).contains(TestRelay.hex(TestRelay.MALLORY));
  }

  /// Stored invites are not verified, so the test need not sign them.
  private static Event invite(int number) {
    var unsigned =
        new UnsignedEvent(
            TestRelay.RELAY.publicKey(),
            number,
            28_935,
            List.of(
                TestRelay.tag("claim", "CODE" + number),
                TestRelay.tag("p", "%064x".formatted(number))),
            "");
    return new Event(unsigned.id(), unsigned, "ab".repeat(64));
  }

  @Test
  void conformance_85_101_a_member_who_may_not_invite_gets_no_invite() {
    assertThat(stage.enter(TestRelay.ALICE).asks("{\"kinds\":[28935]}")).isEmpty();
    assertThat(stage.enter(TestRelay.MANAGER).asks("{\"kinds\":[28935]}")).isEmpty();
  }

  @Test
  void conformance_102_the_member_role_lets_everybody_invite() {
    var roles =
        Map.of(
            "member",
            TestRelay.role(true, false),
            "plain",
            TestRelay.role(false, false, TestRelay.ALICE));
    var open = stage.other(TestRelay.config(TestRelay.policy(false, null), roles));
    assertThat(open.enter(TestRelay.ALICE).claim()).isNotEmpty();
  }

  @Test
  void conformance_86_92_93_96_98_a_claim_admits_several_members() {
    var code = stage.enter(TestRelay.INVITER).claim();
    var alice = stage.enter(TestRelay.ALICE);
    alice
        .says("[\"REQ\",\"live\",{\"kinds\":[13534,8000,8001,28934],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    for (var newcomer : List.of(TestRelay.MALLORY, TestRelay.EVE)) {
      var client = stage.enter(newcomer);
      var request = TestRelay.join(newcomer, code);
      client.publishes(request).hears(Client.ok(request, "handled internally"));
      assertThat(TestRelay.values(Json.tree(alice.next()).get(2), "p"))
          .containsExactly(TestRelay.hex(newcomer));
      assertThat(TestRelay.values(Json.tree(alice.next()).get(2), "member"))
          .contains(TestRelay.hex(newcomer));
      assertThat(client.listed()).contains(TestRelay.hex(newcomer));
      assertThat(client.asks("{\"kinds\":[8000],\"#p\":[\"" + TestRelay.hex(newcomer) + "\"]}"))
          .hasSize(1);
    }
    alice.hearsNothing();
  }

  @Test
  void conformance_87_90_each_error_of_a_claim_is_reported() {
    stage.enter(TestRelay.INVITER).claim();
    var mallory = stage.enter(TestRelay.MALLORY);
    var none = TestRelay.event(TestRelay.MALLORY, 1, 28_934, List.of());
    for (var request : List.of(none, TestRelay.join(TestRelay.MALLORY))) {
      mallory.publishes(request).hears(Client.refused(request, "invalid: no claim tag"));
    }
    for (var code : List.of("", "ZZZZZZZZ")) {
      var request = TestRelay.join(TestRelay.MALLORY, code);
      mallory
          .publishes(request)
          .hears(Client.refused(request, "invalid: failed to validate invite code"));
    }
  }

  @Test
  void conformance_87_a_self_made_claim_is_invalid() {
    var alice = stage.enter(TestRelay.ALICE);
    var invite =
        TestRelay.event(TestRelay.ALICE, 1, 28_935, List.of(TestRelay.tag("claim", "MINE0000")));
    alice.publishes(invite).hears(Client.ok(invite, "handled internally"));
    var request = TestRelay.join(TestRelay.MALLORY, "MINE0000");
    stage
        .enter(TestRelay.MALLORY)
        .publishes(request)
        .hears(Client.refused(request, "invalid: failed to validate invite code"));
  }

  @Test
  void conformance_88_89_a_member_joins_again_unless_his_code_is_wrong() {
    var code = stage.enter(TestRelay.INVITER).claim();
    var alice = stage.enter(TestRelay.ALICE);
    for (var request :
        List.of(
            TestRelay.join(TestRelay.ALICE, code),
            TestRelay.join(TestRelay.ALICE, ""),
            TestRelay.join(TestRelay.ALICE))) {
      alice.publishes(request).hears(Client.ok(request, "handled internally"));
    }
    var wrong = TestRelay.join(TestRelay.ALICE, "WRONG");
    alice.publishes(wrong).hears(Client.refused(wrong, "invalid: failed to validate invite code"));
    assertThat(alice.asks("{\"kinds\":[8000],\"#p\":[\"" + TestRelay.hex(TestRelay.ALICE) + "\"]}"))
        .hasSize(1);
  }

  @Test
  void conformance_90_91_public_join_needs_no_claim_but_bans_hold() {
    stage.ban(TestRelay.EVE);
    var open = stage.again(TestRelay.config(TestRelay.policy(true, null)));
    var mallory = new Client(open, TestRelay.ADDRESS);
    mallory.authenticate(TestRelay.MALLORY, stage.now());
    var request = TestRelay.event(TestRelay.MALLORY, 1, 28_934, List.of());
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    var eve = new Client(open, TestRelay.ADDRESS);
    eve.authenticate(TestRelay.EVE, stage.now());
    var banned = TestRelay.event(TestRelay.EVE, 1, 28_934, List.of());
    eve.publishes(banned)
        .hears(Client.refused(banned, "invalid: you have been banned from this relay"));
  }

  @Test
  void conformance_100_a_hundred_joins_at_once_are_all_admitted() throws InterruptedException {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var open = stage.other(TestRelay.config(TestRelay.policy(true, null)));
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
                client.publishes(TestRelay.event(who, 1, 28_934, List.of()));
                if (leaves) {
                  client.publishes(TestRelay.leave(who));
                }
              }));
    }
    threads.forEach(Thread::start);
    for (var thread : threads) {
      thread.join();
    }
    assertThat(open.relay.members()).as("seed %s", seed).isEqualTo(expected);
    var owner = open.enter(TestRelay.OWNER);
    assertThat(owner.listed())
        .as("seed %s", seed)
        .containsExactlyInAnyOrderElementsOf(expected.stream().map(PublicKey::hex).toList());
    assertThat(owner.asks("{\"kinds\":[8000]}")).as("seed %s", seed).hasSize(106);
    assertThat(open.again(TestRelay.config(TestRelay.policy(true, null))).members())
        .as("seed %s", seed)
        .isEqualTo(List.copyOf(expected));
  }

  @Test
  void the_member_limit_holds_in_a_crowd() throws InterruptedException {
    var limited = stage.other(TestRelay.config(TestRelay.policy(true, 16)));
    var crowd = new ArrayList<Thread>();
    for (int i = 0; i < 40; i++) {
      var who = SecretKey.generate();
      var client = limited.enter(who);
      crowd.add(
          Thread.startVirtualThread(
              () -> client.publishes(TestRelay.event(who, 1, 28_934, List.of()))));
    }
    for (var thread : crowd) {
      thread.join();
    }
    assertThat(limited.relay.members()).hasSize(16);
    assertThat(limited.enter(TestRelay.OWNER).listed()).hasSize(16);
  }

  @Test
  void the_member_limit_stops_joins_and_removes_no_member() {
    var full = stage.other(TestRelay.config(TestRelay.policy(true, 7)));
    var mallory = full.enter(TestRelay.MALLORY);
    var request = TestRelay.event(TestRelay.MALLORY, 1, 28_934, List.of());
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    var late = TestRelay.event(TestRelay.EVE, 1, 28_934, List.of());
    var refusal = "restricted: this relay has reached its member limit";
    full.enter(TestRelay.EVE).publishes(late).hears(Client.refused(late, refusal));
    full.relay.reconfigure(TestRelay.config(TestRelay.policy(true, 1)));
    mallory.publishes(request).hears(Client.ok(request, "handled internally"));
    var note = TestRelay.note(TestRelay.MALLORY, "still here");
    mallory.publishes(note).hears(Client.ok(note, ""));
    assertThat(full.relay.members()).hasSize(7);
  }
}
