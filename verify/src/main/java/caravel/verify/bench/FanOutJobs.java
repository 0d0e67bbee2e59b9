package caravel.verify.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Measures live delivery to many subscribers, also while one of them does not read.
final class FanOutJobs {
  private static final int EVENTS_MAX = 100;
  private static final int STORED_PER_DELIVERED = 10;
  private static final int OTHERS_MAX = 100;
  private static final int LARGE_CHARACTERS = 16 * 1024;
  private static final int LARGE_EVENTS = 1_600;
  private static final int SMALL_BUFFER_BYTES = 8 * 1024;
  private static final int FAREWELL_SECONDS = 3;
  private static final List<Integer> RATES = List.of(1, 20, 500);
  private static final int STEADY_SECONDS = 10;
  private static final int DELIVERIES_PER_EVENT = 50;

  private final BenchRun world;
  private final URI address;
  private final Set<BenchSettings.Job> jobs;

  /// @param address the server's listener
  FanOutJobs(BenchRun world, URI address, Set<BenchSettings.Job> jobs) {
    this.world = world;
    this.address = address;
    this.jobs = jobs;
  }

  List<Figure> run() throws Exception {
    var figures = new ArrayList<Figure>();
    if (jobs.contains(BenchSettings.Job.FAN_OUT)) {
      int subscribers = world.size().subscribers();
      var relay = world.relays().some(1).getFirst();
      try (var fanOut = new FanOut(world, relay, subscribers)) {
        var events = world.events();
        figures.add(
            Rounds.best(
                world.size().rounds(),
                () ->
                    fanOut.publish("deliver to " + subscribers + " sockets", events.next(some()))));
      }
    }
    if (jobs.contains(BenchSettings.Job.FAN_OUT_STEADY)) {
      steady(figures, world.size().subscribers());
      steady(figures, world.size().manySubscribers());
    }
    if (jobs.contains(BenchSettings.Job.STALLED_READER)) {
      stalledReader(figures);
    }
    return figures;
  }

  private void steady(List<Figure> figures, int subscribers) throws Exception {
    var relay = world.relays().some(1).getFirst();
    try (var fanOut = new FanOut(world, relay, subscribers)) {
      var events = world.events();
      for (int perSecond : RATES) {
        long wanted =
            (long) perSecond * Math.min(STEADY_SECONDS, 1 + world.size().events() / 1_000);
        int some = Math.clamp(wanted, 2, Math.max(2, deliveries() / subscribers));
        figures.add(
            fanOut.publish(
                "deliver " + perSecond + " events a second to " + subscribers + " sockets",
                events.next(some),
                perSecond));
      }
    }
  }

  /// Bounds the time of a rate that the machine cannot keep.
  private int deliveries() {
    return DELIVERIES_PER_EVENT * world.size().events();
  }

  private int some() {
    return Math.min(EVENTS_MAX, world.size().events() / STORED_PER_DELIVERED);
  }

  private void stalledReader(List<Figure> figures) throws Exception {
    int others = Math.min(OTHERS_MAX, world.size().subscribers());
    int large = Math.min(LARGE_EVENTS, world.size().events());
    var relay = world.relays().some(1).getFirst();
    var name = "deliver 16 KiB to " + others + " sockets";
    try (var narrow = new BenchClient(address, SMALL_BUFFER_BYTES);
        var fanOut = new FanOut(world, relay, others)) {
      var events = world.events();
      figures.add(fanOut.publish(name, events.next(some(), LARGE_CHARACTERS)));
      var stalled = BenchSocket.open(narrow, relay.url(), world.member(), world.clock());
      try {
        FanOut.subscribe(stalled);
        stalled.stopReading();
        stalled.onText(_ -> {});
        var events2 = events.next(large, LARGE_CHARACTERS);
        var figure = fanOut.publish(name + ", one more has stopped reading", events2);
        figures.add(noted(figure, farewell(stalled)));
      } finally {
        stalled.drop();
      }
    }
  }

  private static String farewell(BenchSocket stalled) {
    stalled.goOnReading();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FAREWELL_SECONDS);
    while (stalled.ended() == null && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    var ended = stalled.ended();
    return ended == null ? "the stalled one was kept" : "the stalled one was dropped: " + ended;
  }

  private static Figure noted(Figure figure, String note) {
    return switch (figure) {
      case Figure.Work work ->
          new Figure.Work(
              work.job(), work.operations(), work.seconds(), work.latencies(), work.cost(), note);
      case Figure.Amount amount -> amount;
      case Figure.Failed failed -> new Figure.Failed(failed.job(), failed.why() + "; " + note);
    };
  }
}
