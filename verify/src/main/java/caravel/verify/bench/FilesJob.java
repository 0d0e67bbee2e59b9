package caravel.verify.bench;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Nip98;
import caravel.nostr.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;

/// Measures uploads and downloads of files (Blossom), one at a time and 8 at once. Compares the
/// hash of each answer.
final class FilesJob {
  private static final int TOKEN_KIND = 24_242;
  private static final int TOKEN_SECONDS = 600;
  private static final int AT_ONCE = 8;
  private static final int ROUNDS_MAX = 5;

  private final BenchRun run;
  private final BenchRelays.Made relays;
  private final Random random = new Random(34);

  /// The files of the last upload, which are downloaded.
  private List<String> stored = List.of();

  FilesJob(BenchRun run, BenchRelays.Made relays) {
    this.run = run;
    this.relays = relays;
  }

  /// Files of one size.
  private record Sort(String name, int bytes, int count) {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Upload(byte[] bytes, String hash, String token) {}

  private interface Transfer {
    void run() throws Exception;
  }

  List<Figure> run() throws Exception {
    var relay = relays.withFiles();
    int events = run.size().events();
    var figures = new ArrayList<Figure>();
    for (var sort :
        List.of(
            new Sort("64 KiB", 64 * 1024, Math.max(AT_ONCE, events / 20)),
            new Sort("1 MiB", 1024 * 1024, Math.max(AT_ONCE, events / 100)))) {
      for (int atOnce : List.of(1, AT_ONCE)) {
        var name = " of " + sort.name() + (atOnce == 1 ? ", one at a time" : ", 8 at once");
        figures.add(best(() -> uploads(relay, "upload" + name, sort, atOnce)));
        figures.add(best(() -> downloads(relay, "download" + name, sort, atOnce)));
      }
    }
    return figures;
  }

  private Figure best(Callable<Figure> round) throws Exception {
    return Rounds.best(Math.min(ROUNDS_MAX, run.size().rounds()), round);
  }

  private Figure uploads(BenchRelays.Host relay, String job, Sort sort, int atOnce)
      throws Exception {
    var files = new ArrayList<Upload>();
    for (int i = 0; i < sort.count(); i++) {
      var bytes = new byte[sort.bytes()];
      random.nextBytes(bytes);
      var hash = Hex.encode(Sha256.of(bytes));
      files.add(new Upload(bytes, hash, token(hash)));
    }
    var work = files.stream().<Transfer>map(file -> () -> put(relay, file)).toList();
    var figure = transfers(job, sort, atOnce, work);
    stored = files.stream().map(Upload::hash).toList();
    return figure;
  }

  private Figure downloads(BenchRelays.Host relay, String job, Sort sort, int atOnce)
      throws Exception {
    var work = stored.stream().<Transfer>map(hash -> () -> get(relay, hash)).toList();
    return transfers(job, sort, atOnce, work);
  }

  private Figure transfers(String job, Sort sort, int atOnce, List<Transfer> all) throws Exception {
    var latencies = new Latencies();
    var tasks = new ArrayList<Callable<Boolean>>();
    for (var transfer : all) {
      tasks.add(() -> {
        long begun = System.nanoTime();
        transfer.run();
        latencies.add(System.nanoTime() - begun);
        return true;
      });
    }
    var watch = new Stopwatch(run.meter());
    int done = BenchRun.inParallel(tasks, atOnce).size();
    double megabytes = (double) sort.bytes() * done / 1e6;
    return watch.work(job, done, latencies, "%.0f MB/s".formatted(megabytes / watch.seconds()));
  }

  private void put(BenchRelays.Host relay, Upload file) throws Exception {
    var answer =
        run.client()
            .http()
            .newRequest(relay.page().resolve("/upload"))
            .method("PUT")
            .headers(headers -> headers.add("Authorization", file.token()))
            .body(new BytesRequestContent("application/octet-stream", file.bytes()))
            .timeout(BenchSocket.ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
            .send();
    require(answer, answer.getContentAsString().contains(file.hash()));
  }

  private void get(BenchRelays.Host relay, String hash) throws Exception {
    var answer =
        run.client()
            .http()
            .newRequest(relay.page().resolve("/" + hash))
            .timeout(BenchSocket.ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
            .send();
    require(answer, Hex.encode(Sha256.of(answer.getContent())).equals(hash));
  }

  private static void require(ContentResponse answer, boolean isRight) {
    if (answer.getStatus() != 200 || !isRight) {
      throw new WrongAnswerException("a file was answered with " + answer.getStatus());
    }
  }

  private String token(String hash) {
    var end = Long.toString(run.now() + TOKEN_SECONDS);
    var tags = List.of(List.of("t", "upload"), List.of("expiration", end), List.of("x", hash));
    return Nip98.header(Event.sign(run.member(), run.now(), TOKEN_KIND, tags, ""));
  }
}
