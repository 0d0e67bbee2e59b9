package caravel.control.money.rates;

import static java.util.stream.Collectors.joining;

import caravel.control.db.Db;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.money.Rate;
import caravel.control.money.RateSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The median of several public sources, read repeatedly by a worker. The operator chooses the
/// sources, so they are connected to without the outbound guard.
///
/// The newest price is stored to display amounts after a restart; charges wait for a new one.
public final class MedianRate implements RateSource, AutoCloseable {
  public static final List<URI> BUILT_IN =
      List.of(
          URI.create("https://api.coinbase.com/v2/prices/BTC-USD/spot"),
          URI.create("https://api.kraken.com/0/public/Ticker?pair=XBTUSD"),
          URI.create("https://www.bitstamp.net/api/v2/ticker/btcusd/"),
          URI.create("https://mempool.space/api/v1/prices"));

  public static final int SOURCES_MAX = 16;

  static final Duration EVERY = Duration.ofMinutes(2);
  static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  static final Duration ANSWER_WAIT = Duration.ofSeconds(10);
  static final int ANSWER_BYTES_MAX = 64 * 1024;

  private final Db db;
  private final List<URI> sources;
  private final InstantSource clock;
  private final Duration answerWait;
  private final Worker worker;
  private final RateStore store = new RateStore();
  private final @Nullable Rate before;
  private final AtomicReference<@Nullable Rate> latest = new AtomicReference<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(ANSWER_WAIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  MedianRate(Db db, List<URI> sources, InstantSource clock, Duration answerWait) {
    if (sources.isEmpty() || sources.size() > SOURCES_MAX) {
      throw new IllegalArgumentException("1 to " + SOURCES_MAX + " sources are needed");
    }
    this.db = db;
    this.sources = List.copyOf(sources);
    this.clock = clock;
    this.answerWait = answerWait;
    this.before = db.<Optional<Rate>>read(store::last).orElse(null);
    this.worker = new Worker("rates", clock, this::round);
  }

  /// Starts reading.
  public static MedianRate open(Db db, List<URI> sources, InstantSource clock) {
    var rate = new MedianRate(db, sources, clock, ANSWER_WAIT);
    rate.worker.start();
    return rate;
  }

  @Override
  public Optional<Rate> latest() {
    return Optional.ofNullable(latest.get()).filter(rate -> rate.isFresh(clock.instant()));
  }

  @Override
  public Optional<Rate> lastKnown() {
    return Optional.ofNullable(latest.get()).or(() -> Optional.ofNullable(before));
  }

  public WorkerReport report() {
    return worker.report();
  }

  private Duration round() {
    if (read()) {
      return EVERY;
    }
    worker.complain("too few sources agree on the price of a bitcoin");
    return AFTER_FAILURE;
  }

  /// Queries all sources once.
  ///
  /// @return whether there is a new rate
  boolean read() {
    var asked = clock.instant();
    var said = ask(asked);
    var cents = Median.of(said.values(), sources.size());
    if (cents.isEmpty()) {
      return false;
    }
    var hosts = said.keySet().stream().map(URI::getHost).distinct().collect(joining(", "));
    var rate = new Rate(cents.getAsLong(), "median of " + hosts, asked);
    latest.set(rate);
    db.inTx(tx -> {
      store.keep(tx, rate);
      return rate;
    });
    return true;
  }

  /// The prices in US cents, of the sources that answered.
  private Map<URI, Long> ask(Instant now) {
    var under = new TreeMap<URI, CompletableFuture<OptionalLong>>();
    for (var source : sources) {
      under.put(source, send(source, now));
    }
    var deadline = System.nanoTime() + answerWait.toNanos();
    var said = new TreeMap<URI, Long>();
    under.forEach((source, answer) ->
        await(answer, deadline - System.nanoTime()).ifPresent(cents -> said.put(source, cents)));
    return said;
  }

  private CompletableFuture<OptionalLong> send(URI source, Instant now) {
    var request =
        HttpRequest.newBuilder(source)
            .timeout(answerWait)
            .header("Accept", "application/json")
            .header("User-Agent", "Caravel")
            .build();
    return http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX))
        .thenApply(answer ->
            answer.statusCode() == 200
                ? Ticker.read(new String(answer.body(), StandardCharsets.UTF_8), now)
                : OptionalLong.empty());
  }

  private static OptionalLong await(CompletableFuture<OptionalLong> answer, long nanos) {
    try {
      return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException nothing) {
      answer.cancel(true);
      return OptionalLong.empty();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    worker.close();
    http.shutdownNow();
  }
}
