package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Stored and live events of one subscription.
final class LiveTest {
  private static final int NOTES = 400;
  private static final int READERS = 8;

  @RegisterExtension private final TestRelay relay = new TestRelay();

  /// Each reader subscribes at another point in a stream of events.
  @Test
  void between_stored_and_live_nothing_is_missed_and_nothing_comes_twice()
      throws InterruptedException {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var alice = relay.enter(TestRelay.ALICE);
    var notes = new ArrayList<Event>();
    for (int i = 0; i < NOTES; i++) {
      notes.add(TestRelay.note(TestRelay.ALICE, "n" + i));
    }
    var readers = new HashMap<Integer, Client>();
    for (int i = 0; i < READERS; i++) {
      readers.put(random.nextInt(NOTES), relay.enter(TestRelay.BOB));
    }
    var opened = new ArrayList<Thread>();
    for (int i = 0; i < NOTES; i++) {
      var reader = readers.get(i);
      if (reader != null) {
        opened.add(Thread.startVirtualThread(() -> reader.says("[\"REQ\",\"q\",{\"kinds\":[1]}]")));
      }
      alice.publishes(notes.get(i));
    }
    for (var thread : opened) {
      thread.join();
    }
    alice.hearsInAnyOrder(notes.stream().map(note -> Client.ok(note, "")).toArray(String[]::new));
    for (var reader : readers.values()) {
      var heard = new ArrayList<String>();
      while (heard.size() < NOTES) {
        var frame = Json.tree(reader.next());
        if (frame.get(0).asString().equals("EVENT")) {
          heard.add(frame.at("/2/id").asString());
        }
      }
      reader.forgetsEose().hearsNothing();
      assertThat(heard).as("seed %s", seed).doesNotHaveDuplicates();
    }
  }

  @Test
  void the_index_finds_whatever_a_filter_selects() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var session = relay.enter(TestRelay.ALICE).session();
    var index = new SubscriptionIndex();
    var subscriptions = new ArrayList<Subscription>();
    for (int i = 0; i < 300; i++) {
      var subscription =
          new Subscription(session, "s" + i, List.of(filter(random), filter(random)), 0);
      subscriptions.add(subscription);
      index.add(subscription);
    }
    for (int i = 0; i < 300; i++) {
      if (i % 3 == 0) {
        index.remove(subscriptions.get(i));
      }
      var event = event(random);
      var found = new TreeSet<String>();
      for (var candidate : index.candidates(event)) {
        if (candidate.matches(event)) {
          assertThat(found.add(candidate.name())).as("seed %s", seed).isTrue();
        }
      }
      var expected = new TreeSet<String>();
      for (int j = 0; j < subscriptions.size(); j++) {
        var removed = j % 3 == 0 && j <= i;
        if (!removed && subscriptions.get(j).matches(event)) {
          expected.add("s" + j);
        }
      }
      assertThat(found).as("seed %s", seed).isEqualTo(expected);
    }
  }

  private static Filter filter(Random random) {
    var filter = Filter.all();
    if (random.nextInt(3) == 0) {
      filter = filter.withKinds(random.nextInt(4), random.nextInt(4) + 4);
    }
    if (random.nextInt(3) == 0) {
      filter = filter.withTag("t", Set.of("a" + random.nextInt(4)));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.withTag("long", Set.of("b" + random.nextInt(2)));
    }
    if (random.nextInt(3) == 0) {
      filter = filter.withAuthors(List.of(TestRelay.key(random.nextInt(4) + 1).publicKey()));
    }
    return random.nextInt(6) == 0 ? filter.withIds(List.of(event(random).id())) : filter;
  }

  private static Event event(Random random) {
    return TestRelay.event(
        TestRelay.key(random.nextInt(4) + 1),
        random.nextInt(3),
        random.nextInt(8),
        List.of(
            TestRelay.tag("t", "a" + random.nextInt(4)),
            TestRelay.tag("long", "b" + random.nextInt(2)),
            TestRelay.tag("t")));
  }
}
