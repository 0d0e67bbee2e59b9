package caravel.verify.bench;

import caravel.nostr.Event;
import caravel.nostr.RelayMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Measures reconciliations (NIP-77) with a client that has all events of a relay, all but a
/// hundred, or none.
final class NegentropyJob {
  /// The engine reconciles no more at a time.
  private static final int EVENTS_MAX = 100_000;

  private static final int DIFFERENCE = 100;
  private static final int REPEATS = 5;

  private final BenchRun run;
  private final BenchRelays.Made relays;

  NegentropyJob(BenchRun run, BenchRelays.Made relays) {
    this.run = run;
    this.relays = relays;
  }

  List<Figure> run() throws Exception {
    int count = Math.min(EVENTS_MAX, run.size().stored().getLast());
    int difference = Math.min(DIFFERENCE, count / 3);
    var events = run.events();
    var all = new ArrayList<Event>();
    var relay = relays.some(1).getFirst();
    TransferJob.importEvents(
        relays,
        relay,
        count,
        size -> {
          var next = events.next(size);
          all.addAll(next);
          return next;
        });
    var name = "reconciliation of " + count + " events, ";
    var figures = new ArrayList<Figure>();
    figures.add(measure(relay, name + "0 differ", all, 0));
    // Spread over the whole time, which is the most expensive.
    var some = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      if (i % (count / difference) != 0) {
        some.add(all.get(i));
      }
    }
    int lacked = count - some.size();
    figures.add(measure(relay, name + lacked + " differ", some, lacked));
    figures.add(measure(relay, name + "all differ", List.of(), count));
    return figures;
  }

  private Figure measure(BenchRelays.Host relay, String job, List<Event> known, int missing)
      throws Exception {
    Callable<Figure> round = () -> round(relay, job, known, missing);
    return Rounds.best(Math.min(REPEATS, run.size().rounds()), round);
  }

  private Figure round(BenchRelays.Host relay, String job, List<Event> known, int missing)
      throws Exception {
    var client = new ReconcilingClient(known);
    var latencies = new Latencies();
    int messages = 0;
    long bytes = 0;
    try (var socket = run.connect(List.of(relay), 1).getFirst()) {
      var watch = new Stopwatch(run.meter());
      long begun = System.nanoTime();
      socket.send("[\"NEG-OPEN\",\"n\",{\"kinds\":[1]},\"" + client.start() + "\"]");
      while (true) {
        var answer = answer(socket);
        messages++;
        bytes += answer.length() / 2;
        var next = client.next(answer);
        if (next.isEmpty()) {
          break;
        }
        socket.send("[\"NEG-MSG\",\"n\",\"" + next + "\"]");
      }
      latencies.add(System.nanoTime() - begun);
      socket.send("[\"NEG-CLOSE\",\"n\"]");
      if (client.missing() != missing || client.surplus() != 0) {
        throw new WrongAnswerException(
            job + ": " + client.missing() + " missing, " + client.surplus() + " surplus");
      }
      var note = "%d answers, %.0f kB".formatted(messages, bytes / 1e3);
      return watch.work(job, 1, latencies, note);
    }
  }

  private static String answer(BenchSocket socket) throws InterruptedException {
    if (socket.next() instanceof RelayMessage.Other(var message)
        && message.path(0).asString("").equals("NEG-MSG")) {
      return message.path(2).asString("");
    }
    throw new WrongAnswerException("a reconciliation was refused");
  }
}
