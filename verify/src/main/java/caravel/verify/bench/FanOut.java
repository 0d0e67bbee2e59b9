package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Many subscribers of one relay, and a publisher that waits until each subscriber has the event.
final class FanOut implements AutoCloseable {
  private static final int CONNECTING_MAX = 16;

  /// One published event and its pending deliveries.
  private record Flight(String id, CountDownLatch landed, CountDownLatch acknowledged) {}

  private final BenchRun run;
  private final BenchSocket publisher;
  private final List<BenchSocket> subscribers;
  private final AtomicReference<@Nullable Flight> flight = new AtomicReference<>();
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
    var latencies = new Latencies();
    var watch = new Stopwatch(run.meter());
    for (var event : events) {
      long begun = System.nanoTime();
      var now =
          new Flight(
              event.id().hex(), new CountDownLatch(subscribers.size()), new CountDownLatch(1));
      flight.set(now);
      publisher.send(new ClientMessage.Publish(event).write());
      int patience = run.size().secondsMax();
      boolean arrived =
          now.landed().await(patience, TimeUnit.SECONDS)
              && now.acknowledged().await(patience, TimeUnit.SECONDS);
      var found = wrong.get();
      if (found != null) {
        return new Figure.Failed(job, found);
      }
      if (!arrived) {
        var missing = now.landed().getCount() + " of " + subscribers.size();
        return new Figure.Failed(
            job, missing + " subscribers had nothing within " + patience + " s");
      }
      latencies.add(System.nanoTime() - begun);
    }
    return watch.work(job, (long) events.size() * subscribers.size(), latencies, "");
  }

  private void onAnswer(String text) {
    var now = flight.get();
    if (BenchSocket.parse(text) instanceof RelayMessage.Ok(var id, var accepted, var why)
        && now != null
        && id.hex().equals(now.id())
        && accepted) {
      now.acknowledged().countDown();
    } else {
      wrong.compareAndSet(null, "the publisher was answered " + text);
    }
  }

  private void onDelivery(String text) {
    var now = flight.get();
    if (now != null && text.startsWith("[\"EVENT\",\"live\",") && text.contains(now.id())) {
      now.landed().countDown();
    } else {
      wrong.compareAndSet(null, "a subscriber was sent " + text);
    }
  }

  @Override
  public void close() {
    publisher.close();
    subscribers.forEach(BenchSocket::close);
  }
}
