package caravel.bench;

import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Storing events on one relay and on many, and storing them again.
final class IngestJobs {
  private static final int WINDOW = 32;

  private final World world;
  private final Set<BenchSettings.Job> jobs;

  IngestJobs(World world, Set<BenchSettings.Job> jobs) {
    this.world = world;
    this.jobs = jobs;
  }

  /// Half a load that is not measured: the server's code and ours get compiled.
  void warmUp() throws Exception {
    store("warm-up", 1, WINDOW, world.events().next(Math.max(1, world.size().events() / 2)));
  }

  List<Figure> run() throws Exception {
    var figures = new ArrayList<Figure>();
    if (jobs.contains(BenchSettings.Job.INGEST) || jobs.contains(BenchSettings.Job.DUPLICATES)) {
      figures.addAll(storeTwice());
    }
    if (jobs.contains(BenchSettings.Job.INGEST_SINGLE)) {
      figures.add(store("store, one relay, 8 × 1 unanswered", 1, 1, fresh()));
    }
    if (world.relays().areFresh()) {
      int many = world.size().relays();
      if (jobs.contains(BenchSettings.Job.INGEST_MANY)) {
        figures.add(store("store, " + many + " relays, 8 × 32 unanswered", many, WINDOW, fresh()));
        memory(figures, many);
      }
      if (jobs.contains(BenchSettings.Job.INGEST_MANY_SINGLE)) {
        figures.add(store("store, " + many + " relays, 8 × 1 unanswered", many, 1, fresh()));
      }
    }
    return figures;
  }

  private List<Event> fresh() {
    return world.events().next(world.size().events());
  }

  private List<Figure> storeTwice() throws Exception {
    var events = fresh();
    var relay = world.relays().some(1);
    var figures = new ArrayList<Figure>();
    var first = store("store, one relay, 8 × 32 unanswered", relay, WINDOW, events);
    if (jobs.contains(BenchSettings.Job.INGEST)) {
      figures.add(first);
    }
    if (jobs.contains(BenchSettings.Job.DUPLICATES)) {
      figures.add(store("the same events again, 8 × 32 unanswered", relay, WINDOW, events));
    }
    return figures;
  }

  private void memory(List<Figure> figures, int relays) {
    var meter = world.meter();
    if (meter != null) {
      figures.add(
          new Figure.Amount(
              "memory after that",
              meter.residentBytes() / 1048576.0,
              "MiB",
              relays + " relays in use"));
    }
  }

  private Figure store(String job, int relays, int window, List<Event> events) throws Exception {
    return store(job, world.relays().some(relays), window, events);
  }

  private Figure store(String job, List<Relays.Host> relays, int window, List<Event> events)
      throws Exception {
    int each = relays.size() == 1 ? Publishing.PUBLISHERS : 1;
    var sockets = world.connect(relays, each);
    try {
      return Publishing.run(job, world, sockets, events, window);
    } finally {
      sockets.forEach(RelaySocket::close);
    }
  }
}
