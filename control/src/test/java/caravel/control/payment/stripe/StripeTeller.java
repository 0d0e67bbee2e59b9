package caravel.control.payment.stripe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Tells events as Stripe does: after the effect, at least once (here: twice), and behind all
/// others once more when they were not taken.
final class StripeTeller implements AutoCloseable {
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(10);
  private static final int TIMES = 2;
  private static final int TRIES_MAX = 50;

  private final URI address;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final CountDownLatch rest = new CountDownLatch(1);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Thread thread = Thread.ofVirtual().name("stripe-tells").unstarted(this::run);

  private record Waiting(RecordedStripe.Told told, int tries) {}

  StripeTeller(URI address) {
    this.address = address;
    thread.start();
  }

  void tell(RecordedStripe.Told told) {
    for (var time = 0; time < TIMES; time++) {
      waiting.add(new Waiting(told, 0));
    }
  }

  private void run() {
    try {
      while (true) {
        var next = waiting.take();
        if (!isTaken(next.told()) && next.tries() < TRIES_MAX) {
          var _ = rest.await(1, TimeUnit.SECONDS);
          waiting.add(new Waiting(next.told(), next.tries() + 1));
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isTaken(RecordedStripe.Told told) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER_WAIT)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Stripe-Signature", told.header())
            .POST(BodyPublishers.ofString(told.payload()))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException lost) {
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    http.shutdownNow();
  }
}
