package caravel.verify.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Measures storing events on one relay and on many, and publishing them again.
final class IngestJobs {
  private static final int WINDOW = 32;

  private final BenchRun world;
  private final Set<BenchSettings.Job> jobs;

  IngestJobs(BenchRun world, Set<BenchSettings.Job> jobs) {
    this.world = world;
    this.jobs = jobs;
  }

  /// Runs an unmeasured load, so that the code of server and harness is compiled.
  void warmUp() throws Exception {
    store("warm-up", 1, WINDOW);
  }

  List<Figure> run() throws Exception {
    var figures = new ArrayList<Figure>();
    if (jobs.contains(BenchSettings.Job.INGEST)) {
      figures.add(store("store, one relay, 8 × 32 unanswered", 1, WINDOW));
    }
    if (jobs.contains(BenchSettings.Job.DUPLICATES)) {
      figures.add(storeAgain());
    }
    if (jobs.contains(BenchSettings.Job.INGEST_SINGLE)) {
      figures.add(store("store, one relay, 8 × 1 unanswered", 1, 1));
    }
    if (world.relays().areFresh()) {
      int many = world.size().relays();
      if (jobs.contains(BenchSettings.Job.INGEST_MANY)) {
        for (int relays : List.of(many, world.size().manyRelays())) {
          figures.add(store("store, " + relays + " relays, 8 × 32 unanswered", relays, WINDOW));
          memory(figures, relays);
        }
      }
      if (jobs.contains(BenchSettings.Job.INGEST_MANY_SINGLE)) {
        figures.add(store("store, " + many + " relays, 8 × 1 unanswered", many, 1));
      }
    }
    return figures;
  }

  private Figure storeAgain() throws Exception {
    var job = "the same events again, 8 × 32 unanswered";
    var events = world.events().next(world.size().events());
    return withSockets(
        1,
        sockets -> {
          var first = PublishLoad.run(job, world, sockets, events, WINDOW);
          return first instanceof Figure.Failed
              ? first
              : Rounds.best(
                  world.size().rounds(),
                  () -> PublishLoad.run(job, world, sockets, events, WINDOW));
        });
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

  private Figure store(String job, int relays, int window) throws Exception {
    var events = world.events();
    return withSockets(
        relays,
        sockets ->
            Rounds.best(
                world.size().rounds(),
                () ->
                    PublishLoad.run(
                        job, world, sockets, events.next(world.size().events()), window)));
  }

  private interface Use {
    Figure of(List<BenchSocket> sockets) throws Exception;
  }

  private Figure withSockets(int relays, Use use) throws Exception {
    int each = relays == 1 ? PublishLoad.PUBLISHERS : 1;
    var sockets = world.connect(world.relays().some(relays), each);
    try {
      return use.of(sockets);
    } finally {
      sockets.forEach(BenchSocket::close);
    }
  }
}
