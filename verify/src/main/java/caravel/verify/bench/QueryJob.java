package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Measures reading the newest 100 events of a tag, from stores of growing size. Compares each
/// answer with the stored events.
final class QueryJob {
  private static final int NEWEST = 100;
  private static final int CHUNK = 10_000;
  private static final int WINDOW = 32;
  private static final int EVENTS_PER_QUERY = 5;
  private static final int AT_ONCE = 8;
  private static final int SECONDS_MAX = 15;
  private static final int REQUESTS_PER_SECOND = 200;
  private static final int OPEN_LOOP_SOCKETS = 64;

  private final BenchRun world;
  private final Set<BenchSettings.Job> jobs;
  private final Map<String, Deque<EventId>> newest = new HashMap<>();

  QueryJob(BenchRun world, Set<BenchSettings.Job> jobs) {
    this.world = world;
    this.jobs = jobs;
  }

  List<Figure> run() throws Exception {
    var relay = world.relays().some(1);
    var events = world.events();
    var figures = new ArrayList<Figure>();
    int stored = 0;
    for (int size : world.size().stored()) {
      while (stored < size) {
        var chunk = events.next(Math.min(CHUNK, size - stored));
        store(relay, chunk);
        stored += chunk.size();
      }
      var name = "newest 100 of a tag, " + size + " stored";
      if (jobs.contains(BenchSettings.Job.QUERY)) {
        figures.add(measure(relay.getFirst(), name + ", one at a time", events, 1));
        figures.add(measure(relay.getFirst(), name + ", 8 at once", events, AT_ONCE));
      }
      if (jobs.contains(BenchSettings.Job.OPEN_LOOP)) {
        figures.add(openLoop(relay.getFirst(), name, events));
      }
    }
    return figures;
  }

  private void store(List<BenchRelays.Host> relay, List<Event> chunk) throws Exception {
    var sockets = world.connect(relay, PublishLoad.PUBLISHERS);
    try {
      if (!(PublishLoad.run("filling", world, sockets, chunk, WINDOW) instanceof Figure.Work work)
          || work.operations() != chunk.size()) {
        throw new WrongAnswerException("the store could not be filled");
      }
    } finally {
      sockets.forEach(BenchSocket::close);
    }
    for (var event : chunk) {
      var topic = event.tagValue("t").orElseThrow();
      var ids = newest.computeIfAbsent(topic, _ -> new ArrayDeque<>());
      ids.addFirst(event.id());
      if (ids.size() > NEWEST) {
        ids.removeLast();
      }
    }
  }

  private Figure measure(BenchRelays.Host relay, String job, TestEvents events, int atOnce)
      throws Exception {
    return Rounds.best(world.size().rounds(), () -> round(relay, job, events, atOnce));
  }

  private Figure round(BenchRelays.Host relay, String job, TestEvents events, int atOnce)
      throws Exception {
    int queries = Math.max(atOnce, world.size().events() / EVENTS_PER_QUERY);
    var latencies = new Latencies();
    var next = new AtomicInteger();
    var sockets = world.connect(List.of(relay), atOnce);
    try {
      var watch = new Stopwatch(world.meter());
      List<Callable<Integer>> readers = new ArrayList<>();
      for (var socket : sockets) {
        readers.add(() -> {
          int done = 0;
          int number = next.getAndIncrement();
          while (number < queries && watch.seconds() < SECONDS_MAX) {
            var topic = events.topic(number % TestEvents.TOPICS);
            query(socket, topic, System.nanoTime(), latencies);
            done++;
            number = next.getAndIncrement();
          }
          return done;
        });
      }
      int done = BenchRun.inParallel(readers, atOnce).stream().mapToInt(Integer::intValue).sum();
      return watch.work(job, done, latencies, "");
    } finally {
      sockets.forEach(BenchSocket::close);
    }
  }

  /// Sends requests at fixed times. A time begins when the request was due, so that a server that
  /// falls behind shows it (no coordinated omission).
  private Figure openLoop(BenchRelays.Host relay, String name, TestEvents events) throws Exception {
    int queries = Math.max(OPEN_LOOP_SOCKETS, world.size().events() / EVENTS_PER_QUERY);
    var latencies = new Latencies();
    var next = new AtomicInteger();
    var sockets = world.connect(List.of(relay), OPEN_LOOP_SOCKETS);
    try {
      var watch = new Stopwatch(world.meter());
      long start = System.nanoTime();
      List<Callable<Integer>> readers = new ArrayList<>();
      for (var socket : sockets) {
        readers.add(() -> {
          int done = 0;
          int number = next.getAndIncrement();
          while (number < queries) {
            long due = start + TimeUnit.SECONDS.toNanos(number) / REQUESTS_PER_SECOND;
            BenchRun.sleepUntil(due);
            query(socket, events.topic(number % TestEvents.TOPICS), due, latencies);
            done++;
            number = next.getAndIncrement();
          }
          return done;
        });
      }
      int done =
          BenchRun.inParallel(readers, OPEN_LOOP_SOCKETS).stream()
              .mapToInt(Integer::intValue)
              .sum();
      return watch.work(
          name + ", " + REQUESTS_PER_SECOND + " sent each second", done, latencies, "");
    } finally {
      sockets.forEach(BenchSocket::close);
    }
  }

  /// @param begun the [System#nanoTime] from which the answer is timed
  private void query(BenchSocket socket, String topic, long begun, Latencies latencies)
      throws InterruptedException {
    var filter = Filter.all().withTag("t", List.of(topic)).withLimit(NEWEST);
    socket.send(new ClientMessage.Subscribe("q", filter).write());
    var found = new ArrayList<EventId>(NEWEST);
    while (true) {
      var message = socket.next();
      if (message instanceof RelayMessage.EventFor(_, var event)) {
        found.add(event.id());
      } else if (message instanceof RelayMessage.Eose) {
        break;
      } else {
        throw new WrongAnswerException("a REQ was answered by " + message.write());
      }
    }
    latencies.add(System.nanoTime() - begun);
    socket.send(new ClientMessage.Unsubscribe("q").write());
    if (!found.equals(List.copyOf(newest.getOrDefault(topic, new ArrayDeque<>())))) {
      throw new WrongAnswerException("a REQ did not give exactly the newest events in order");
    }
  }
}
