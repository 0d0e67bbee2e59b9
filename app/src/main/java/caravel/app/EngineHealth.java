package caravel.app;

import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Sends an HTTP request to the embedded engine every few seconds, as a member's client would. Any
/// response counts as healthy.
final class EngineHealth implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(2);

  private final URI engine;
  private final Worker worker;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WAIT).build();
  private volatile boolean answers = true;

  EngineHealth(URI engine, InstantSource clock) {
    this.engine = engine;
    this.worker = new Worker("engine-health", clock, this::round);
  }

  void start() {
    worker.start();
  }

  Optional<String> fault() {
    return answers ? Optional.empty() : Optional.of("the embedded engine does not answer");
  }

  WorkerReport report() {
    return worker.report();
  }

  @Override
  public void close() {
    worker.close();
    http.close();
  }

  private Duration round() {
    var request = HttpRequest.newBuilder(engine).timeout(ANSWER_WAIT).GET().build();
    try {
      http.send(request, BodyHandlers.discarding());
      answers = true;
    } catch (IOException silent) {
      answers = false;
      worker.complain("the embedded engine does not answer: " + silent);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return EVERY;
  }
}
