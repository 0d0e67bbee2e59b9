package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Many subscribers of one relay, and a publisher that counts what each of them receives.
final class FanOut implements AutoCloseable {
  private static final int CONNECTING_MAX = 16;

  private static final int ID_CHARACTERS = 64;
  private static final String ID_FIELD = "\"id\":\"";

  /// One published event and its pending deliveries.
  ///
  /// @param begun the [System#nanoTime] at which it was due
  /// @param pending subscribers that do not have it yet
  /// @param landed opens when none is left
  private record Flight(
      long begun, AtomicInteger pending, CountDownLatch landed, CountDownLatch acknowledged) {
    static Flight begunAt(long nanoTime, int subscribers) {
      return new Flight(
          nanoTime, new AtomicInteger(subscribers), new CountDownLatch(1), new CountDownLatch(1));
    }
  }

  private final BenchRun run;
  private final BenchSocket publisher;
  private final List<BenchSocket> subscribers;
  private final Map<String, Flight> flights = new ConcurrentHashMap<>();
  private volatile Latencies latencies = new Latencies();
  private final AtomicReference<@Nullable String> wrong = new AtomicReference<>();

  FanOut(BenchRun run, BenchRelays.Host relay, int subscribers) throws Exception {
    this.run = run;
    this.publisher = run.connect(relay);
    publisher.onText(this::onAnswer);
    List<Callable<BenchSocket>> opening = new ArrayList<>();
    for (int i = 0; i < subscribers; i++) {
      opening.add(() -> subscribe(run.connect(relay)));
    }
    this.subscribers = BenchRun.inParallel(opening, CONNECTING_MAX);
    this.subscribers.forEach(socket -> socket.onText(this::onDelivery));
  }

  static BenchSocket subscribe(BenchSocket socket) throws InterruptedException {
    var filter = Filter.all().withKinds(TestEvents.KIND).withLimit(0);
    socket.send(new ClientMessage.Subscribe("live", filter).write());
    var message = socket.next();
    if (!(message instanceof RelayMessage.Eose)) {
      throw new WrongAnswerException("a REQ was answered by " + message.write());
    }
    return socket;
  }

  /// Publishes one event after the other. A latency ends when the last subscriber has the event; an
  /// operation is one delivery.
  Figure publish(String job, List<Event> events) throws InterruptedException {
    latencies = new Latencies();
    var watch = new Stopwatch(run.meter());
    for (var event : events) {
      var flight = begin(event, System.nanoTime());
      var failed = failed(job, flight);
      if (failed != null) {
        return failed;
      }
    }
    return watch.work(job, (long) events.size() * subscribers.size(), latencies, "");
  }

  /// Publishes at fixed times, whether or not the server keeps up. A latency begins when the event
  /// was due.
  Figure publish(String job, List<Event> events, int perSecond) throws InterruptedException {
    latencies = new Latencies();
    var watch = new Stopwatch(run.meter());
    long start = System.nanoTime();
    var begun = new ArrayList<Flight>();
    for (var event : events) {
      long due = start + TimeUnit.SECONDS.toNanos(begun.size()) / perSecond;
      BenchRun.sleepUntil(due);
      begun.add(begin(event, due));
    }
    for (var flight : begun) {
      var failed = failed(job, flight);
      if (failed != null) {
        return failed;
      }
    }
    return watch.work(job, (long) events.size() * subscribers.size(), latencies, "");
  }

  private Flight begin(Event event, long begun) {
    var flight = Flight.begunAt(begun, subscribers.size());
    flights.put(event.id().hex(), flight);
    publisher.send(new ClientMessage.Publish(event).write());
    return flight;
  }

  /// Waits for all deliveries of one event.
  ///
  /// @return null = every subscriber has it
  private Figure.@Nullable Failed failed(String job, Flight flight) throws InterruptedException {
    int patience = run.size().secondsMax();
    boolean arrived =
        flight.landed().await(patience, TimeUnit.SECONDS)
            && flight.acknowledged().await(patience, TimeUnit.SECONDS);
    var found = wrong.get();
    if (found != null) {
      return new Figure.Failed(job, found);
    }
    var missing = flight.pending() + " of " + subscribers.size();
    return arrived
        ? null
        : new Figure.Failed(job, missing + " subscribers had nothing within " + patience + " s");
  }

  private void onAnswer(String text) {
    var flight =
        BenchSocket.parse(text) instanceof RelayMessage.Ok(var id, var accepted, var _) && accepted
            ? flights.get(id.hex())
            : null;
    if (flight == null) {
      wrong.compareAndSet(null, "the publisher was answered " + text);
    } else {
      flight.acknowledged().countDown();
    }
  }

  private void onDelivery(String text) {
    int at = text.indexOf(ID_FIELD) + ID_FIELD.length();
    boolean isEvent = text.startsWith("[\"EVENT\",\"live\",") && at >= ID_FIELD.length();
    var flight = isEvent ? flights.get(text.substring(at, at + ID_CHARACTERS)) : null;
    if (flight == null) {
      wrong.compareAndSet(null, "a subscriber was sent " + text);
    } else if (flight.pending().decrementAndGet() == 0) {
      latencies.add(System.nanoTime() - flight.begun());
      flight.landed().countDown();
    }
  }

  @Override
  public void close() {
    publisher.close();
    subscribers.forEach(BenchSocket::close);
  }
}
