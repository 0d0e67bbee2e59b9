package caravel.verify.bench;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.OutputStreamRequestContent;

/// Measures the import of signed events into one relay, and the export of all of them, over the
/// management API of the engine. Counts the lines of each export, and the growth of the server's
/// memory.
final class TransferJob {
  private static final int CHUNK = 10_000;
  private static final int ANSWER_SECONDS_MAX = 120;
  private static final int PART_BYTES = 64 * 1024;
  private static final double MEBIBYTE = 1048576.0;

  private final BenchRun world;
  private final BenchRelays.Made relays;

  TransferJob(BenchRun world, BenchRelays.Made relays) {
    this.world = world;
    this.relays = relays;
  }

  List<Figure> run() throws Exception {
    int count = world.size().stored().getLast();
    var relay = relays.some(1).getFirst();
    var figures = new ArrayList<Figure>();
    figures.add(load(relay, count));
    figures.add(export("export of " + count + " events", relay, count, figures));
    figures.add(export("export of " + count + " events, again", relay, count, figures));
    return figures;
  }

  /// The time contains the signing of the events by the harness.
  private Figure load(BenchRelays.Host relay, int count) throws Exception {
    var events = world.events();
    long cpu = cpuNanos();
    long start = System.nanoTime();
    importEvents(relays, relay, count, events::next);
    return time("import of " + count + " events", count, System.nanoTime() - start, cpu);
  }

  /// Imports events into a relay.
  ///
  /// @param next returns the next events, as many as it is asked for
  static void importEvents(
      BenchRelays.Made relays, BenchRelays.Host relay, int count, IntFunction<List<Event>> next)
      throws Exception {
    var listener = new InputStreamResponseListener();
    var content = new OutputStreamRequestContent("application/x-ndjson");
    relays.events("POST", relay).body(content).send(listener);
    try (var out = content.getOutputStream()) {
      for (int sent = 0; sent < count; sent += CHUNK) {
        var lines = new StringBuilder();
        for (var event : next.apply(Math.min(CHUNK, count - sent))) {
          lines.append(EventJson.write(event)).append('\n');
        }
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    try (var body = answer(listener)) {
      var result = Json.tree(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      if (result.path("imported").asInt() != count) {
        throw new WrongAnswerException("the import answered " + result);
      }
    }
  }

  private Figure export(String job, BenchRelays.Host relay, int count, List<Figure> figures)
      throws Exception {
    var meter = world.meter();
    long before = meter == null ? 0 : meter.residentBytes();
    long highest = before;
    long lines = 0;
    long bytes = 0;
    var listener = new InputStreamResponseListener();
    long cpu = cpuNanos();
    long start = System.nanoTime();
    relays.events("GET", relay).send(listener);
    try (var body = answer(listener)) {
      var part = new byte[PART_BYTES];
      long looked = start;
      for (int read = body.read(part); read >= 0; read = body.read(part)) {
        bytes += read;
        for (int i = 0; i < read; i++) {
          lines += part[i] == '\n' ? 1 : 0;
        }
        long now = System.nanoTime();
        if (meter != null && now - looked > TimeUnit.MILLISECONDS.toNanos(100)) {
          looked = now;
          highest = Math.max(highest, meter.residentBytes());
        }
      }
    }
    long nanos = System.nanoTime() - start;
    if (lines < count) {
      throw new WrongAnswerException(job + ": " + lines + " lines");
    }
    if (meter != null) {
      figures.add(
          new Figure.Amount(
              "memory growth during that",
              (highest - before) / MEBIBYTE,
              "MiB",
              "from %.0f MiB".formatted(before / MEBIBYTE)));
    }
    return time("%s, %.0f MB".formatted(job, bytes / 1e6), lines, nanos, cpu);
  }

  private static InputStream answer(InputStreamResponseListener listener) throws Exception {
    var response = listener.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    if (response.getStatus() != 200) {
      throw new WrongAnswerException("a transfer answered " + response.getStatus());
    }
    return listener.getInputStream();
  }

  private long cpuNanos() throws IOException {
    var meter = world.meter();
    return meter == null ? 0 : meter.cpuNanos();
  }

  private Figure time(String job, long events, long nanos, long cpuBefore) throws IOException {
    double seconds = nanos / 1e9;
    double cpu = (cpuNanos() - cpuBefore) / 1_000.0 / Math.max(1, events);
    var note =
        "%.0f events a second%s"
            .formatted(
                events / seconds,
                world.meter() == null ? "" : ", %.1f µs CPU an event".formatted(cpu));
    return new Figure.Amount(job, seconds, "s", note);
  }
}
