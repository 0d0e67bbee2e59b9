package caravel.verify.bench;

import caravel.nostr.Event;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Measures what a server does in the first minute after its start, while a JVM still compiles, and
/// afterwards. The jobs run once: nothing is cold a second time.
final class FreshServerJobs {
  private static final int WINDOW = 32;
  private static final int PARTS = 4;
  private static final int PARTS_OF_MIX = PARTS + 2;
  private static final long FUTURE_SECONDS = 400L * 365 * 24 * 60 * 60;

  private final BenchRun run;
  private final BenchRelays.Made relays;

  /// @param run on a server that has just started
  FreshServerJobs(BenchRun run, BenchRelays.Made relays) {
    this.run = run;
    this.relays = relays;
  }

  /// Stores events of one shape.
  List<Figure> firstEvents() throws Exception {
    var name = "store, one relay, 8 × 32 unanswered";
    var parts = new ArrayList<List<Event>>();
    var events = run.events();
    for (int i = 0; i < PARTS; i++) {
      parts.add(events.next(partSize()));
    }
    var sockets = run.connect(relays.some(1), PublishLoad.PUBLISHERS);
    try {
      return storeParts(name, sockets, parts);
    } finally {
      sockets.forEach(BenchSocket::close);
    }
  }

  /// Stores events of many authors, sizes and kinds, and publishes some of them again.
  List<Figure> mix() throws Exception {
    var name = "realistic mix";
    int spans = PARTS_OF_MIX * partSize();
    var events =
        new MixedEvents(new SecureRandom().nextLong(), run.now() - MixedEvents.seconds(spans));
    var parts = new ArrayList<List<Event>>();
    for (int i = 0; i < PARTS; i++) {
      parts.add(events.next(partSize()));
    }
    var relay = relays.with(Set.of("anonymous", "public_write", "public_read"));
    var sockets = new ArrayList<BenchSocket>();
    try {
      for (int i = 0; i < PublishLoad.PUBLISHERS; i++) {
        sockets.add(BenchSocket.openAnonymous(run.client(), relay.url()));
      }
      var figures = new ArrayList<>(storeParts(name, sockets, parts));
      var again = name + ", published again";
      figures.add(publish(again + ", at first", sockets, parts.getFirst()));
      figures.add(
          Rounds.best(
              run.size().rounds(), () -> publish(again + ", warm", sockets, parts.getFirst())));
      publish("one event of the future", sockets, List.of(events.at(run.now() + FUTURE_SECONDS)));
      var after = name + ", after one event dated 400 years ahead";
      figures.add(publish(after, sockets, events.next(partSize())));
      return figures;
    } finally {
      sockets.forEach(BenchSocket::close);
    }
  }

  /// Stores the parts one after the other. The first contains most of the compiling.
  private List<Figure> storeParts(String name, List<BenchSocket> sockets, List<List<Event>> parts) {
    var works = new ArrayList<Figure.Work>();
    for (var part : parts) {
      switch (publish(name + ", the last " + part.size(), sockets, part)) {
        case Figure.Work work -> works.add(work);
        case Figure other -> {
          return List.of(other);
        }
      }
    }
    var first = name + ", the first " + parts.getFirst().size() + " after a start";
    var whole = name + ", the first " + parts.size() * parts.getFirst().size();
    return List.of(works.getFirst().named(first), Figure.Work.sum(whole, works), works.getLast());
  }

  private Figure publish(String job, List<BenchSocket> sockets, List<Event> events) {
    return PublishLoad.run(job, run, sockets, events, WINDOW);
  }

  private int partSize() {
    return 2 * run.size().events();
  }
}
