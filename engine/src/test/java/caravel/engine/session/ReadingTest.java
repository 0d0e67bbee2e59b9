package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.engine.config.RelayConfig;
import caravel.engine.session.LiveRelay.Ban;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// REQ, CLOSE and COUNT over a session.
final class ReadingTest {
  @RegisterExtension private final TestRelay stage = new TestRelay();
  private final Client alice = stage.enter(TestRelay.ALICE);
  private final Client bob = stage.enter(TestRelay.BOB);

  private Event publishes(SecretKey author, long createdAt, int kind, String content) {
    var event = Event.sign(author, createdAt, kind, List.of(TestRelay.tag("t", content)), content);
    var client = author.equals(TestRelay.ALICE) ? alice : bob;
    client.publishes(event).hears(Client.ok(event, ""));
    return event;
  }

  @Test
  void conformance_69_live_events_follow_the_stored_ones() {
    var first = publishes(TestRelay.ALICE, 1, 1, "first");
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears(Client.event("q", first) + "\n[\"EOSE\",\"q\"]");
    var second = publishes(TestRelay.ALICE, 2, 1, "second");
    bob.hears(Client.event("q", second));
  }

  @Test
  void conformance_70_limit_zero_is_only_live() {
    publishes(TestRelay.ALICE, 1, 1, "stored");
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1],\"limit\":0}]").hears("[\"EOSE\",\"q\"]");
    bob.hears(Client.event("q", publishes(TestRelay.ALICE, 2, 1, "live")));
  }

  @Test
  void conformance_71_at_most_1000_stored_events_come() {
    for (int i = 0; i < 1_010; i++) {
      publishes(TestRelay.ALICE, i, 1, "n" + i);
    }
    for (var filter : List.of("{\"kinds\":[1]}", "{\"kinds\":[1],\"limit\":2000}")) {
      var contents = bob.asksForContents(filter);
      assertThat(contents).hasSize(1_000).startsWith("n1009").endsWith("n10");
    }
  }

  @Test
  void conformance_72_73_filters_select_as_in_nip_01() {
    for (int i = 0; i < 4; i++) {
      publishes(i % 2 == 0 ? TestRelay.ALICE : TestRelay.BOB, i, i < 2 ? 1 : 7, "n" + i);
    }
    assertThat(bob.asksForContents("{}")).endsWith("n3", "n2", "n1", "n0");
    assertThat(bob.asksForContents("{\"kinds\":[1,7],\"since\":1,\"until\":2}"))
        .containsExactly("n2", "n1");
    assertThat(
            bob.asksForContents(
                "{\"kinds\":[1],\"authors\":[\"%s\"]}".formatted(TestRelay.BOB.publicKey())))
        .containsExactly("n1");
    assertThat(bob.asksForContents("{\"#t\":[\"n0\",\"n3\",\"n9\"]}")).containsExactly("n3", "n0");
    assertThat(bob.asksForContents("{\"kinds\":[1]},{\"#t\":[\"n1\",\"n2\"]}"))
        .containsExactly("n1", "n0", "n2");
  }

  @Test
  void conformance_74_a_refused_filter_closes_the_whole_request() {
    stage
        .enter(TestRelay.MALLORY)
        .says("[\"REQ\",\"q\",{\"kinds\":[1]},{\"kinds\":[13534]}]")
        .hears("[\"CLOSED\",\"q\",\"restricted: you are not a member of this relay\"]");
  }

  @Test
  void conformance_75_close_ends_delivery_and_a_name_is_taken_over() {
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1],\"limit\":0}]").hears("[\"EOSE\",\"q\"]");
    bob.says("[\"REQ\",\"q\",{\"kinds\":[7],\"limit\":0}]").hears("[\"EOSE\",\"q\"]");
    publishes(TestRelay.ALICE, 1, 1, "not any more");
    bob.hears(Client.event("q", publishes(TestRelay.ALICE, 2, 7, "this one")));
    bob.says("[\"CLOSE\",\"q\"]").says("[\"CLOSE\",\"never\"]");
    publishes(TestRelay.ALICE, 3, 7, "closed");
    bob.says("[\"REQ\",\"r\",{\"kinds\":[7],\"limit\":0}]").hears("[\"EOSE\",\"r\"]");
    bob.hears(Client.event("r", publishes(TestRelay.ALICE, 4, 7, "fence"))).hearsNothing();
  }

  @Test
  void conformance_76_what_is_never_served_is_not_served_live_either() {
    var owner = stage.enter(TestRelay.OWNER);
    bob.says("[\"REQ\",\"q\",{\"kinds\":[28934,28935,28936,30390,30078],\"limit\":0}]")
        .hears("[\"EOSE\",\"q\"]");
    assertThat(stage.enter(TestRelay.INVITER).asks("{\"kinds\":[28935]}")).hasSize(1);
    var join = TestRelay.event(TestRelay.ALICE, 1, 28_934, List.of());
    alice.publishes(join).hears(Client.ok(join, "handled internally"));
    var invite =
        TestRelay.event(TestRelay.ALICE, 1, 28_935, List.of(TestRelay.tag("claim", "MINE")));
    alice.publishes(invite).hears(Client.ok(invite, "handled internally"));
    var shown = TestRelay.event(TestRelay.ALICE, 1, 30_078, List.of(TestRelay.tag("d", "mine")));
    alice.publishes(shown).hears(Client.ok(shown, ""));
    bob.hears(Client.event("q", shown));
    assertThat(bob.asks("{\"kinds\":[28934,28935,28936,30390]}")).isEmpty();
    assertThat(owner.asks("{\"kinds\":[28935]}")).hasSize(2);
  }

  @Test
  void conformance_78_search_finds_a_part_of_the_content_and_is_ignored_live() {
    publishes(TestRelay.ALICE, 1, 1, "The quick brown fox");
    publishes(TestRelay.ALICE, 2, 1, "lazy dog");
    assertThat(bob.asksForContents("{\"search\":\"QUICK brown\"}"))
        .containsExactly("The quick brown fox");
    bob.says("[\"REQ\",\"q\",{\"search\":\"nothing like this\",\"limit\":0}]")
        .hears("[\"EOSE\",\"q\"]");
    bob.hears(Client.event("q", publishes(TestRelay.ALICE, 3, 1, "anything")));
  }

  @Test
  void an_event_that_two_filters_select_comes_once() {
    var filters = "{\"kinds\":[1]},{\"authors\":[\"%s\"]}".formatted(TestRelay.ALICE.publicKey());
    publishes(TestRelay.ALICE, 1, 1, "stored");
    bob.says("[\"REQ\",\"q\"," + filters + "]");
    assertThat(bob.next()).contains("stored");
    bob.hears("[\"EOSE\",\"q\"]");
    bob.hears(Client.event("q", publishes(TestRelay.ALICE, 2, 1, "live")));
    bob.hears(Client.event("q", publishes(TestRelay.ALICE, 3, 7, "next"))).hearsNothing();
  }

  @Test
  void events_that_a_reader_may_not_see_do_not_use_up_the_limit() {
    var alice = stage.enter(TestRelay.ALICE);
    var note = TestRelay.note(TestRelay.ALICE, "older than the ban list");
    alice.publishes(note).hears(Client.ok(note, ""));
    stage.relay.ban(new LiveRelay.Ban(TestRelay.EVE.publicKey(), "spam"));
    var newest = "{\"kinds\":[1,30078],\"limit\":1}";
    assertThat(alice.asksForContents(newest)).containsExactly("older than the ban list");
    assertThat(stage.enter(TestRelay.OWNER).asks(newest).getFirst().get("kind").asInt())
        .isEqualTo(30_078);
  }

  @Test
  void conformance_134_an_expired_event_is_hidden_at_once() {
    var event =
        Event.sign(
            TestRelay.ALICE,
            1,
            1,
            List.of(TestRelay.tag("expiration", Long.toString(stage.now() + 10))),
            "soon gone");
    alice.publishes(event).hears(Client.ok(event, ""));
    assertThat(bob.asks("{\"kinds\":[1]}")).hasSize(1);
    stage.advance(10);
    assertThat(bob.asks("{\"kinds\":[1]}")).isEmpty();
    var before = stage.store.count();
    stage.relay.sweep();
    await().until(() -> stage.store.count() == before - 1);
  }

  @Test
  void conformance_136_signatures_are_stripped_stored_and_live() {
    var strip =
        stage.other(
            TestRelay.config(new RelayConfig.Policy(false, false, false, true, false, null)));
    var writer = strip.enter(TestRelay.ALICE);
    var member = strip.enter(TestRelay.BOB);
    var manager = strip.enter(TestRelay.MANAGER);
    for (var client : List.of(member, manager)) {
      client.says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
    }
    var note = TestRelay.note(TestRelay.ALICE, "signed");
    writer.publishes(note).hears(Client.ok(note, ""));
    member.hears(Client.event("q", note.withoutSignature()));
    manager.hears(Client.event("q", note));
    assertThat(member.asks("{\"kinds\":[1]}").getFirst().has("sig")).isFalse();
    assertThat(manager.asks("{\"kinds\":[1]}").getFirst().has("sig")).isTrue();
  }

  /// Push is in [PushTest], the remaining channel that shows events.
  @Test
  void a_member_sees_no_signature_on_any_channel() {
    var policy = new RelayConfig.Policy(false, false, false, true, false, null);
    var strip = stage.other(TestRelay.withRooms(TestRelay.config(policy)));
    var manager = new RoomClient(strip, TestRelay.MANAGER);
    manager.does(9_007, "room");
    manager.does(9, "room");
    var writer = strip.enter(TestRelay.ALICE);
    var stored = TestRelay.note(TestRelay.ALICE, "stored words");
    writer.publishes(stored).hears(Client.ok(stored, ""));
    var member = strip.enter(TestRelay.BOB);
    var late = TestRelay.event(TestRelay.ALICE, strip.now(), 1, List.of());
    member.beforeNextStored(() -> writer.publishes(late).hears(Client.ok(late, "")));
    var seen = new ArrayList<>(member.asks("{\"kinds\":[1],\"search\":\"words\"}"));
    for (var filter :
        List.of("{\"kinds\":[1]}", "{\"kinds\":[9,39000,39001]}", "{\"kinds\":[13534]}")) {
      var found = member.asks(filter);
      assertThat(found).as(filter).isNotEmpty();
      seen.addAll(found);
    }
    var old = strip.again(strip.relay.config());
    var afterRestart = new Client(old, TestRelay.ADDRESS);
    afterRestart.authenticate(TestRelay.BOB, strip.now());
    seen.addAll(afterRestart.asks("{}"));
    assertThat(seen).hasSizeGreaterThan(8).noneMatch(event -> event.has("sig"));
    member
        .says("[\"REQ\",\"live\",{\"kinds\":[20001,8000],\"limit\":0}]")
        .hears("[\"EOSE\",\"live\"]");
    var ephemeral = TestRelay.event(TestRelay.ALICE, strip.now(), 20_001, List.of());
    writer.publishes(ephemeral).hears(Client.ok(ephemeral, "handled internally"));
    member.hears(Client.event("live", ephemeral.withoutSignature()));
    strip.relay.allow(TestRelay.EVE.publicKey());
    assertThat(member.next()).contains("\"kind\":8000").doesNotContain("\"sig\"");
  }

  @Test
  void conformance_141_two_relays_know_nothing_of_each_other() {
    var other = stage.other(TestRelay.config());
    publishes(TestRelay.ALICE, 1, 1, "only here");
    assertThat(other.enter(TestRelay.BOB).asks("{\"kinds\":[1]}")).isEmpty();
  }

  @Test
  void exceeded_bounds_are_reported() {
    var name = "x".repeat(Reading.SUBSCRIPTION_ID_CHARACTERS_MAX + 1);
    bob.says("[\"REQ\",\"" + name + "\",{}]")
        .hears("[\"NOTICE\",\"a subscription id has at most 256 characters\"]");
    bob.says("[\"REQ\",\"q\"" + ",{}".repeat(Reading.FILTERS_MAX + 1) + "]")
        .hears("[\"CLOSED\",\"q\",\"error: a REQ has at most 100 filters\"]");
    for (int i = 0; i < Reading.SUBSCRIPTIONS_MAX; i++) {
      bob.says("[\"REQ\",\"s" + i + "\",{\"limit\":0}]").hears("[\"EOSE\",\"s" + i + "\"]");
    }
    bob.says("[\"REQ\",\"q\",{\"limit\":0}]")
        .hears("[\"CLOSED\",\"q\",\"error: at most 300 subscriptions are open at a time\"]");
    bob.says("[\"REQ\",\"s0\",{\"limit\":0}]").hears("[\"EOSE\",\"s0\"]");
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private static String texts(int count) {
    return "\"" + numbers(count).replace(",", "\",\"") + "\"";
  }

  @Test
  void b1_values_of_all_conditions_of_one_socket_are_bounded() {
    var tooMany =
        "[\"CLOSED\",\"q\",\"error: the open filters have more than 50000 values together\"]";
    bob.says("[\"REQ\",\"q\",{\"#t\":[" + texts(Reading.VALUES_MAX) + "]}]").hears(tooMany);
    bob.says("[\"REQ\",\"q\",{\"#t\":[" + texts(40_000) + "],\"kinds\":[" + numbers(40_000) + "]}]")
        .hears(tooMany);
    bob.says("[\"REQ\",\"p\",{\"kinds\":[" + numbers(30_000) + "],\"limit\":0}]")
        .hears("[\"EOSE\",\"p\"]");
    var another = "{\"ids\":[\"x\"],\"kinds\":[" + numbers(30_000) + "],\"limit\":0}";
    bob.says("[\"REQ\",\"q\"," + another + "]").hears(tooMany);
    bob.says("[\"CLOSE\",\"p\"]");
    bob.says("[\"REQ\",\"q\"," + another + "]").hears("[\"EOSE\",\"q\"]");
  }

  @Test
  void b1_values_times_kinds_of_one_socket_are_bounded() {
    var tooMany =
        "[\"CLOSED\",\"q\",\"error: the open filters combine values and kinds in more than "
            + "250000 ways\"]";
    var filter = "{\"#t\":[" + texts(400) + "],\"kinds\":[" + numbers(400) + "],\"until\":1}";
    bob.says("[\"REQ\",\"q\",{\"#t\":[" + texts(3_000) + "],\"kinds\":[" + numbers(3_000) + "]}]")
        .hears(tooMany);
    bob.says("[\"REQ\",\"q\"," + filter + "," + filter + "]").hears(tooMany);
    bob.says("[\"REQ\",\"p\"," + filter + "]").hears("[\"EOSE\",\"p\"]");
    bob.says("[\"REQ\",\"q\"," + filter + "]").hears(tooMany);
    bob.says("[\"REQ\",\"p\"," + filter + "]").hears("[\"EOSE\",\"p\"]");
  }

  @Test
  void b3_a_request_that_has_used_its_time_is_closed_and_says_so() {
    var event = publishes(TestRelay.ALICE, 1, 1, "stored");
    stage.store.slowNextQuery(Reading.REQUEST_TIME_MAX);
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1]},{\"kinds\":[7]}]")
        .hears(Client.event("q", event))
        .hears(
            "[\"CLOSED\",\"q\","
                + "\"error: this REQ takes too long to answer; send fewer filters in one\"]");
    publishes(TestRelay.ALICE, 2, 1, "live");
    bob.hearsNothing();
  }

  @Test
  void b11_nothing_stored_is_sent_after_a_ban_has_closed_the_subscription() {
    for (int i = 0; i < 5; i++) {
      publishes(TestRelay.ALICE, i, 1, "n" + i);
    }
    bob.beforeNextStored(() ->
        bob.beforeNextStored(
            () -> stage.relay.ban(new Ban(TestRelay.BOB.publicKey(), "in the middle"))));
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1]},{\"kinds\":[1]}]");
    assertThat(bob.next()).contains("n4");
    bob.hears("[\"CLOSED\",\"q\",\"restricted: you are not a member of this relay\"]");
    bob.hearsNothing();
  }

  @Test
  void b11_events_found_after_a_ban_are_not_sent() {
    publishes(TestRelay.ALICE, 1, 1, "stored");
    stage.store.beforeNextQuery(() -> stage.relay.ban(new Ban(TestRelay.BOB.publicKey(), "")));
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"q\",\"restricted: you are not a member of this relay\"]");
    publishes(TestRelay.ALICE, 2, 1, "live");
    bob.hearsNothing();
  }

  @Test
  void b18_a_request_that_fails_leaves_no_subscription() {
    stage.store.beforeNextQuery(() -> {
      throw new IllegalStateException("a bug");
    });
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"q\",\"error: this request could not be answered\"]");
    assertThat(
            stage.relay.delivery().subscriptions().candidates(TestRelay.note(TestRelay.ALICE, "")))
        .isEmpty();
    stage.store.beforeNextQuery(() -> {
      throw new StackOverflowError("a bug");
    });
    assertThatThrownBy(() -> bob.says("[\"REQ\",\"q\",{\"kinds\":[1]}]"))
        .isInstanceOf(StackOverflowError.class);
    assertThat(
            stage.relay.delivery().subscriptions().candidates(TestRelay.note(TestRelay.ALICE, "")))
        .isEmpty();
  }

  @Test
  void after_the_socket_ends_nothing_is_looked_up_for_it() {
    bob.says("[\"REQ\",\"q\",{\"kinds\":[1]}]").hears("[\"EOSE\",\"q\"]");
    bob.session().onClosed();
    bob.session().onClosed();
    publishes(TestRelay.ALICE, 1, 1, "unheard");
    assertThat(
            stage.relay.delivery().subscriptions().candidates(TestRelay.note(TestRelay.ALICE, "")))
        .isEmpty();
  }
}
