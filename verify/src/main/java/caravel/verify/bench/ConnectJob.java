package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// Measures a short session: connect, authenticate, one REQ to its EOSE, close; 8 at once.
final class ConnectJob {
  private static final int AT_ONCE = 8;
  private static final int EVENTS_PER_CONNECTION = 5;
  private static final int SECONDS_MAX = 20;

  private final BenchRun world;

  ConnectJob(BenchRun world) {
    this.world = world;
  }

  List<Figure> run() throws Exception {
    var relay = world.relays().some(1).getFirst();
    int connections = Math.max(AT_ONCE, world.size().events() / EVENTS_PER_CONNECTION);
    return List.of(Rounds.best(world.size().rounds(), () -> measure(relay, connections)));
  }

  private Figure measure(BenchRelays.Host relay, int connections) throws Exception {
    var latencies = new Latencies();
    var next = new AtomicInteger();
    var watch = new Stopwatch(world.meter());
    List<Callable<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      clients.add(() -> {
        int done = 0;
        while (next.getAndIncrement() < connections && watch.seconds() < SECONDS_MAX) {
          visit(relay, latencies);
          done++;
        }
        return done;
      });
    }
    int done = BenchRun.inParallel(clients, AT_ONCE).stream().mapToInt(Integer::intValue).sum();
    return watch.work("connect, AUTH, REQ, close, 8 at once", done, latencies, "");
  }

  private void visit(BenchRelays.Host relay, Latencies latencies) throws Exception {
    long begun = System.nanoTime();
    try (var socket = world.connect(relay)) {
      var filter = Filter.all().withKinds(TestEvents.KIND).withLimit(1);
      socket.send(new ClientMessage.Subscribe("c", filter).write());
      var message = socket.next();
      if (message instanceof RelayMessage.EventFor) {
        message = socket.next();
      }
      if (!(message instanceof RelayMessage.Eose)) {
        throw new WrongAnswerException("a REQ was answered by " + message.write());
      }
      latencies.add(System.nanoTime() - begun);
    }
  }
}
