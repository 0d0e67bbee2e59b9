package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.RelayMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Publishers that each keep a fixed number of events unanswered.
final class PublishLoad {
  static final int PUBLISHERS = 8;

  private final Latencies latencies = new Latencies();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicReference<@Nullable String> wrong = new AtomicReference<>();
  private final CountDownLatch open;
  private final List<Lane> lanes = new ArrayList<>();
  private final int total;

  /// @param sockets dealt out to the publishers in turn; a publisher alternates between its own
  private PublishLoad(List<BenchSocket> sockets, List<Event> events, int unanswered) {
    int publishers = Math.min(PUBLISHERS, sockets.size());
    total = events.size();
    open = new CountDownLatch(total);
    for (int i = 0; i < publishers; i++) {
      lanes.add(new Lane(every(publishers, i, sockets), every(publishers, i, events), unanswered));
    }
  }

  /// Publishes every event once and waits for the answers.
  ///
  /// @param unanswered of each publisher
  static Figure run(
      String job, BenchRun world, List<BenchSocket> sockets, List<Event> events, int unanswered) {
    var publishLoad = new PublishLoad(sockets, events, unanswered);
    var watch = new Stopwatch(world.meter());
    publishLoad.lanes.forEach(Lane::begin);
    boolean all = publishLoad.await(Duration.ofSeconds(world.size().secondsMax()));
    var wrong = publishLoad.wrong.get();
    if (wrong != null) {
      return new Figure.Failed(job, wrong);
    }
    int answered = publishLoad.answered.get();
    var note =
        all ? "" : (publishLoad.total - answered) + " of " + publishLoad.total + " unanswered";
    return watch.work(job, answered, publishLoad.latencies, note);
  }

  private boolean await(Duration max) {
    try {
      long end = System.nanoTime() + max.toNanos();
      while (wrong.get() == null && System.nanoTime() < end) {
        if (open.await(100, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static <T> List<T> every(int step, int from, List<T> values) {
    var chosen = new ArrayList<T>();
    for (int i = from; i < values.size(); i += step) {
      chosen.add(values.get(i));
    }
    return chosen;
  }

  /// One publisher.
  private final class Lane {
    private final List<BenchSocket> sockets;
    private final List<String> messages = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final AtomicLongArray sentNanos;
    private final AtomicInteger next = new AtomicInteger();
    private final int unanswered;

    Lane(List<BenchSocket> sockets, List<Event> events, int unanswered) {
      this.sockets = sockets;
      this.unanswered = unanswered;
      this.sentNanos = new AtomicLongArray(events.size());
      for (int i = 0; i < events.size(); i++) {
        messages.add(new ClientMessage.Publish(events.get(i)).write());
        numbers.put(events.get(i).id().hex(), i);
      }
      sockets.forEach(socket -> socket.onText(this::onText));
    }

    void begin() {
      for (int i = 0; i < unanswered; i++) {
        sendNext();
      }
    }

    private void sendNext() {
      int number = next.getAndIncrement();
      if (number < messages.size()) {
        sentNanos.set(number, System.nanoTime());
        sockets.get(number % sockets.size()).send(messages.get(number));
      }
    }

    private void onText(String text) {
      try {
        if (!(BenchSocket.parse(text) instanceof RelayMessage.Ok(var id, var accepted, var why))) {
          throw new WrongAnswerException("not an OK: " + text);
        }
        var number = numbers.get(id.hex());
        if (number == null || !accepted) {
          throw new WrongAnswerException("an event was refused: " + why);
        }
        latencies.add(System.nanoTime() - sentNanos.get(number));
        answered.incrementAndGet();
        open.countDown();
        sendNext();
      } catch (WrongAnswerException found) {
        wrong.compareAndSet(null, String.valueOf(found.getMessage()));
      }
    }
  }
}
