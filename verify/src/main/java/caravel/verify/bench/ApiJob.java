package caravel.verify.bench;

import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Measures authenticated reads of Caravel's API, 8 at once.
///
/// @param server its public base URL, as in the tokens
/// @param meter null = its process is unknown
record ApiJob(
    BenchClient client,
    URI server,
    SecretKey caller,
    @Nullable Meter meter,
    BenchSettings.Size size,
    InstantSource clock) {

  private static final int AT_ONCE = 8;
  private static final int SECONDS_MAX = 20;

  List<Figure> run() throws Exception {
    var session = Nip98.session(caller, server.toString(), clock.instant().getEpochSecond());
    var key = caller.publicKey().hex();
    var relays = "/tenants/" + key + "/relays";
    var figures = new ArrayList<Figure>();
    figures.add(read("API, GET /identity, session token", "/identity", key, _ -> session));
    figures.add(read("API, GET …/relays, session token", relays, "\"data\":", _ -> session));
    figures.add(
        Rounds.best(
            size.rounds(),
            () -> {
              var tokens = tokens("/identity", size.events());
              return round("API, GET /identity, a token each", "/identity", key, tokens::get);
            }));
    return figures;
  }

  private List<String> tokens(String path, int count) {
    long now = clock.instant().getEpochSecond();
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(_ -> Nip98.token(caller, server + path, "GET", null, now))
        .toList();
  }

  private Figure read(String job, String path, String expected, IntFunction<String> tokens)
      throws Exception {
    return Rounds.best(size.rounds(), () -> round(job, path, expected, tokens));
  }

  /// @param expected text that every correct answer contains
  private Figure round(String job, String path, String expected, IntFunction<String> tokens)
      throws Exception {
    var latencies = new Latencies();
    var next = new AtomicInteger();
    var watch = new Stopwatch(meter);
    List<Callable<Integer>> readers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      readers.add(() -> {
        int done = 0;
        int number = next.getAndIncrement();
        while (number < size.events() && watch.seconds() < SECONDS_MAX) {
          get(path, expected, tokens.apply(number), latencies);
          done++;
          number = next.getAndIncrement();
        }
        return done;
      });
    }
    int done = BenchRun.inParallel(readers, AT_ONCE).stream().mapToInt(Integer::intValue).sum();
    return watch.work(job, done, latencies, "");
  }

  private void get(String path, String expected, String token, Latencies latencies)
      throws Exception {
    long asked = System.nanoTime();
    var answer =
        client
            .http()
            .newRequest(server + path)
            .headers(headers -> headers.add("Authorization", token).add("Accept", "*/*"))
            .timeout(BenchSocket.ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
            .send();
    latencies.add(System.nanoTime() - asked);
    if (answer.getStatus() != 200 || !answer.getContentAsString().contains(expected)) {
      throw new WrongAnswerException(
          path + " answered " + answer.getStatus() + " " + answer.getContentAsString());
    }
  }
}
