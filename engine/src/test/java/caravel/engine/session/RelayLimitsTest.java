package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.limits.DiskSpace;
import caravel.engine.limits.RateLimiter.Rate;
import caravel.engine.limits.RateLimits;
import caravel.engine.session.LiveRelay.RelaySetup;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Rate limits, and limits on the space of a relay and of the volume (B5).
final class RelayLimitsTest {
  private static final String TOO_FAST =
      "rate-limited: too many messages at once; try again in a few seconds";
  private static final RateLimits.Actions NO_BOUND =
      new RateLimits.Actions(Rate.UNLIMITED, Rate.UNLIMITED, Rate.UNLIMITED);

  @RegisterExtension private final TestRelay stage = new TestRelay();

  private Client enter(LiveRelay relay, SecretKey who) {
    var client = new Client(relay, TestRelay.ADDRESS);
    client.authenticate(who, stage.now());
    return client;
  }

  private LiveRelay relay(
      RateLimits.Actions perKey, RateLimits.Actions perRelay, Rate redeliveries) {
    return stage.limited(
        TestRelay.config(),
        new RelayLimits(
            new RateLimits(NO_BOUND, perKey, perRelay, redeliveries), RelayLimits.BYTES_MAX));
  }

  private static RateLimits.Actions events(int burst) {
    return new RateLimits.Actions(new Rate(1, burst), new Rate(1, burst), Rate.UNLIMITED);
  }

  @Test
  void a_key_that_publishes_too_much_is_refused_until_time_has_passed_B5() {
    var alice = enter(relay(events(2), NO_BOUND, Rate.UNLIMITED), TestRelay.ALICE);
    for (int i = 0; i < 2; i++) {
      var note = TestRelay.note(TestRelay.ALICE, "note " + i);
      alice.publishes(note).hears(Client.ok(note, ""));
    }
    var third = TestRelay.note(TestRelay.ALICE, "note 3");
    alice.publishes(third).hears(Client.refused(third, TOO_FAST));
    stage.advance(1);
    alice.publishes(third).hears(Client.ok(third, ""));
  }

  @Test
  void all_clients_of_a_relay_share_its_rate_and_another_key_is_not_to_blame_B5() {
    var byKey = relay(events(1), NO_BOUND, Rate.UNLIMITED);
    var byRelay = relay(NO_BOUND, events(1), Rate.UNLIMITED);
    for (var relay : List.of(byKey, byRelay)) {
      var content = relay == byKey ? "key" : "relay";
      var first = TestRelay.note(TestRelay.ALICE, content);
      enter(relay, TestRelay.ALICE).publishes(first).hears(Client.ok(first, ""));
      var second = TestRelay.note(TestRelay.BOB, content);
      enter(relay, TestRelay.BOB)
          .publishes(second)
          .hears(relay == byKey ? Client.ok(second, "") : Client.refused(second, TOO_FAST));
    }
  }

  @Test
  void a_flood_of_gift_wraps_by_strangers_is_limited_and_members_are_not_B5() {
    var relay =
        relay(
            NO_BOUND,
            new RateLimits.Actions(Rate.UNLIMITED, new Rate(1, 2), Rate.UNLIMITED),
            Rate.UNLIMITED);
    var stranger = new Client(relay, TestRelay.ADDRESS);
    stranger.challenge();
    for (int i = 0; i < 4; i++) {
      var wrap = giftWrap("wrap " + i);
      stranger.publishes(wrap).hears(i < 2 ? Client.ok(wrap, "") : Client.refused(wrap, TOO_FAST));
    }
    var alice = enter(relay, TestRelay.ALICE);
    var wrap = giftWrap("by alice");
    alice.publishes(wrap).hears(Client.ok(wrap, ""));
  }

  private static Event giftWrap(String content) {
    return Event.sign(
        TestRelay.EVE,
        1_700_000_000,
        1_059,
        List.of(List.of("p", TestRelay.hex(TestRelay.BOB))),
        content);
  }

  @Test
  void too_many_requests_are_closed_B5() {
    var relay =
        relay(
            new RateLimits.Actions(Rate.UNLIMITED, Rate.UNLIMITED, new Rate(1, 1)),
            NO_BOUND,
            Rate.UNLIMITED);
    enter(relay, TestRelay.ALICE)
        .says("[\"REQ\",\"a\",{\"limit\":0}]")
        .hears("[\"EOSE\",\"a\"]")
        .says("[\"REQ\",\"a\",{\"limit\":0}]")
        .hears("[\"CLOSED\",\"a\",\"" + TOO_FAST + "\"]");
  }

  @Test
  void a_stored_event_is_delivered_again_only_so_often_B5() {
    var relay = relay(NO_BOUND, NO_BOUND, new Rate(1, 2));
    var note = TestRelay.note(TestRelay.ALICE, "again and again");
    var bob = enter(relay, TestRelay.BOB).says("[\"REQ\",\"s\",{}]");
    assertThat(bob.hearsEventually("[\"EOSE\",\"s\"]")).isTrue();
    var alice = enter(relay, TestRelay.ALICE);
    for (int i = 0; i < 10; i++) {
      alice.publishes(note).hears(Client.ok(note, ""));
    }
    for (int i = 0; i < 3; i++) {
      bob.hears(Client.event("s", note));
    }
    bob.hearsNothing();
  }

  @Test
  void a_full_relay_stores_only_deletions_until_there_is_room_B5() {
    var policy = new RelayConfig.Policy(false, false, false, false, false, null, 200_000L);
    var relay = stage.limited(TestRelay.config(policy), RelayLimits.STANDARD);
    var alice = enter(relay, TestRelay.ALICE);
    var stored = new java.util.ArrayList<Event>();
    for (int i = 0; ; i++) {
      assertThat(i).as("events until the relay is full").isLessThan(100);
      var note = TestRelay.note(TestRelay.ALICE, i + "x".repeat(20_000));
      alice.publishes(note);
      var answer = alice.next();
      if (answer.contains("false")) {
        assertThat(answer).isEqualTo(Client.refused(note, RelayLimits.RELAY_FULL));
        break;
      }
      stored.add(note);
    }
    var tags = stored.stream().map(note -> List.of("e", note.id().hex())).toList();
    var deletion = Event.sign(TestRelay.ALICE, 1_700_000_001, Kinds.DELETION, tags, "");
    alice.publishes(deletion).hears(Client.ok(deletion, ""));
    var note = TestRelay.note(TestRelay.ALICE, "there is room");
    // The size is measured after the commit.
    org.awaitility.Awaitility.await()
        .until(() -> {
          alice.publishes(note);
          return alice.next().equals(Client.ok(note, ""));
        });
  }

  @Test
  void on_a_nearly_full_disk_only_deletions_are_accepted_until_there_is_space_B5(
      @TempDir Path folder) {
    var free = new AtomicLong(Long.MAX_VALUE);
    try (var stores = TestRelay.storesOn(folder, free::get)) {
      var config = TestRelay.config(new RelayConfig.Policy(false, false, true, false, false, null));
      var relay =
          new LiveRelay(
              config,
              () -> stores.open("stage"),
              RelaySetup.of(() -> Instant.ofEpochSecond(stage.now())));
      var alice = enter(relay, TestRelay.ALICE);
      var first = TestRelay.note(TestRelay.ALICE, "first");
      alice.publishes(first).hears(Client.ok(first, ""));
      free.set(DiskSpace.FREE_BYTES_MIN - 1);
      var second = TestRelay.note(TestRelay.ALICE, "second");
      alice.publishes(second).hears(Client.refused(second, RelayLimits.DISK_LOW));
      var join = TestRelay.join(TestRelay.EVE);
      enter(relay, TestRelay.EVE).publishes(join).hears(Client.refused(join, RelayLimits.DISK_LOW));
      assertThat(alice.asksForContents("{\"kinds\":[1]}")).containsExactly("first");
      var deletion =
          Event.sign(
              TestRelay.ALICE,
              1_700_000_001,
              Kinds.DELETION,
              List.of(List.of("e", first.id().hex())),
              "");
      alice.publishes(deletion).hears(Client.ok(deletion, ""));
      free.set(DiskSpace.FREE_BYTES_MIN);
      alice.publishes(second).hears(Client.ok(second, ""));
      relay.close("the test is over");
    }
  }
}
