package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Reconciliations (NIP-77) as a client sees them.
final class NegentropiesTest {
  private static final String EMPTY_SET = "6100000200";
  private static final String NOT_A_MEMBER = "restricted: you are not a member of this relay";

  @RegisterExtension private final TestRelay stage = new TestRelay();

  private static String open(String name, String filter) {
    return "[\"NEG-OPEN\",\"" + name + "\"," + filter + ",\"" + EMPTY_SET + "\"]";
  }

  /// The answer to an empty set lists all ids, oldest first.
  private static String ids(String name, Event... events) {
    var text = new StringBuilder("61000002").append(String.format("%02x", events.length));
    for (var event : events) {
      text.append(event.id().hex());
    }
    return "[\"NEG-MSG\",\"" + name + "\",\"" + text + "\"]";
  }

  private static String refused(String name, String text) {
    return "[\"NEG-ERROR\",\"%1$s\",\"%2$s\"]\n[\"NEG-ERR\",\"%1$s\",\"%2$s\"]"
        .formatted(name, text);
  }

  private static Event note(int second, List<List<String>> tags) {
    return TestRelay.event(TestRelay.ALICE, 1_700_000_000 + second, 1, tags);
  }

  private List<Event> publish(int count) {
    var alice = stage.enter(TestRelay.ALICE);
    var notes = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      notes.add(note(i, List.of()));
      alice.publishes(notes.getLast()).hears(Client.ok(notes.getLast(), ""));
    }
    return notes;
  }

  @Test
  void conformance_79_82_the_set_is_what_a_req_would_show() {
    var notes = publish(3);
    var alice = stage.enter(TestRelay.ALICE);
    var expiring = List.of(TestRelay.tag("expiration", Long.toString(TestRelay.START + 60)));
    var expired = note(9, expiring);
    alice.publishes(expired).hears(Client.ok(expired, ""));
    stage.advance(60);
    stage.ban(TestRelay.EVE);
    alice
        .says(open("n", "{\"kinds\":[1]}"))
        .hears(ids("n", notes.get(0), notes.get(1), notes.get(2)))
        .says(open("n", "{\"kinds\":[1],\"limit\":2}"))
        .hears(ids("n", notes.get(1), notes.get(2)))
        .says(open("b", "{\"kinds\":[30078,28935]}"))
        .hears(ids("b"))
        .says("[\"NEG-CLOSE\",\"n\"]")
        .says("[\"NEG-MSG\",\"n\",\"6100000200\"]")
        .hears(refused("n", "CLOSED"))
        .hearsNothing();
  }

  @Test
  void conformance_80_strangers_are_refused_with_both_labels() {
    var stranger = stage.connect();
    stranger.challenge();
    stranger.says(open("n", "{\"kinds\":[1]}")).challenge();
    stranger.hears(refused("n", "auth-required: authentication is required for access"));
    stage.enter(TestRelay.EVE).says(open("n", "{\"kinds\":[1]}")).hears(refused("n", NOT_A_MEMBER));
  }

  @Test
  void conformance_81_errors_are_those_of_zooid() {
    var alice = stage.enter(TestRelay.ALICE);
    alice
        .says(open("n", "{\"limit\":0}"))
        .hears(refused("n", "invalid limit 0"))
        .says("[\"NEG-OPEN\",\"n\",{},\"zz\"]")
        .hears(refused("n", "encoding/hex: invalid byte: U+007A 'z'"))
        .says("[\"NEG-OPEN\",\"n\",{},\"\"]")
        .hears(refused("n", "failed to read pv: EOF"))
        .says("[\"NEG-OPEN\",\"n\",{},\"610\"]")
        .hears(refused("n", "encoding/hex: odd length hex string"))
        .says("[\"NEG-OPEN\",\"n\",{},\"6100000f\"]")
        .hears(refused("n", "unexpected mode"))
        .says("[\"NEG-OPEN\",\"n\",[{}],\"6100000200\"]")
        .hears("[\"NOTICE\",\"failed to parse envelope: unknown envelope label\"]")
        .says("[\"NEG-MSG\",\"never\",\"6100000200\"]")
        .hears(refused("never", "CLOSED"))
        .says("[\"NEG-ERR\",\"n\",\"x\"]")
        .hearsNothing();
  }

  @Test
  void a_member_who_is_banned_loses_the_open_reconciliations() {
    var notes = publish(1);
    var bob = stage.enter(TestRelay.BOB);
    bob.says(open("n", "{\"kinds\":[1]}")).hears(ids("n", notes.getFirst()));
    stage.relay.ban(new LiveRelay.Ban(TestRelay.BOB.publicKey(), ""));
    bob.hears(refused("n", NOT_A_MEMBER))
        .says("[\"NEG-MSG\",\"n\",\"" + EMPTY_SET + "\"]")
        .hears(refused("n", "CLOSED"));
  }

  @Test
  void a_reconciliation_that_never_ends_is_cut() {
    var notes = publish(1);
    var alice = stage.enter(TestRelay.ALICE);
    alice.says(open("n", "{\"kinds\":[1]}")).hears(ids("n", notes.getFirst()));
    for (int round = 1; round < Negentropies.ROUNDS_MAX; round++) {
      alice.says("[\"NEG-MSG\",\"n\",\"61\"]").hears("[\"NEG-MSG\",\"n\",\"61\"]");
    }
    alice
        .says("[\"NEG-MSG\",\"n\",\"61\"]")
        .hears(refused("n", "blocked: this reconciliation has too many rounds"));
    assertThat(alice.memory().bytes()).isZero();
  }

  @Test
  void a_socket_has_a_bounded_number_of_reconciliations_and_their_memory_is_counted() {
    publish(2);
    var alice = stage.enter(TestRelay.ALICE);
    for (int i = 0; i < Negentropies.OPEN_MAX; i++) {
      alice.says(open("n" + i, "{\"kinds\":[1]}")).next();
    }
    assertThat(alice.memory().bytes()).isEqualTo(2L * 96 * Negentropies.OPEN_MAX);
    alice
        .says(open("more", "{}"))
        .hears(refused("more", "blocked: at most 64 reconciliations are open at a time"))
        .says("[\"NEG-CLOSE\",\"n0\"]")
        .says(open("n1", "{\"kinds\":[1]}"))
        .next();
    assertThat(alice.memory().bytes()).isEqualTo(2L * 96 * (Negentropies.OPEN_MAX - 1));
    alice.session().onClosed();
    assertThat(alice.memory().bytes()).isZero();
  }

  @Test
  void an_idle_reconciliation_ends_after_two_minutes() {
    publish(1);
    var alice = stage.enter(TestRelay.ALICE);
    var negentropies =
        new Negentropies(stage.relay, alice.session(), new QueryRateLimiter(System.nanoTime()));
    negentropies.open("n", Filter.all().withKinds(1), EMPTY_SET);
    alice.next();
    long now = System.nanoTime();
    negentropies.expireIdle(now + Negentropies.IDLE_MAX.toNanos() / 2);
    alice.hearsNothing();
    negentropies.expireIdle(now + Negentropies.IDLE_MAX.toNanos());
    alice.hears(refused("n", "closed: this reconciliation was idle for too long"));
    assertThat(alice.memory().bytes()).isZero();
  }
}
