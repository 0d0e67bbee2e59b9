package caravel.control.money.rates;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Simulated sources, one for each path: they answer prices, invalid text or nothing.
final class MedianRateTest {
  private static final String SILENT = "silent";

  private final TestClock clock = new TestClock();
  private final Map<String, String> said = new ConcurrentHashMap<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpServer server = start();
  private Db db;
  private MedianRate rates;

  private static HttpServer start() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @BeforeEach
  void serve(@TempDir Path folder) {
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
    rates = rates(Duration.ofSeconds(20));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    end.countDown();
    rates.close();
    server.stop(0);
    db.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = said.getOrDefault(exchange.getRequestURI().getPath(), "");
      if (body.equals(SILENT)) {
        end.await();
      }
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(
          body.isEmpty() ? 503 : 200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void the_middle_of_what_the_sources_say_is_the_rate_for_ten_minutes() {
    assertThat(rates.latest()).isEmpty();
    price("/one", "64000");
    price("/two", "64200.5");
    price("/three", "64100");
    assertThat(rates.read()).isTrue();
    assertThat(rates.latest())
        .contains(new Rate(6_410_000, "median of 127.0.0.1", clock.instant()));
    clock.move(Rate.AGE_MAX);
    assertThat(rates.latest()).isPresent();
    clock.move(Duration.ofSeconds(1));
    assertThat(rates.latest()).isEmpty();
  }

  @Test
  void displayed_estimates_use_the_last_known_rate_of_any_age() {
    var sats = new Money(10_000, Currency.SAT);
    assertThat(rates.lastKnown()).isEmpty();
    assertThat(rates.estimatedCents(sats)).as("100,000 dollars a coin").isEqualTo(1_000);
    price("/one", "64000");
    price("/two", "64000");
    assertThat(rates.read()).isTrue();
    clock.move(Duration.ofDays(3));
    assertThat(rates.latest()).isEmpty();
    assertThat(rates.estimatedCents(sats)).isEqualTo(640);
    assertThat(rates.estimatedCents(new Money(499, Currency.USD))).isEqualTo(499);
  }

  @Test
  void after_a_restart_the_rate_known_before_is_shown_and_never_charged_by() {
    var sats = new Money(10_000, Currency.SAT);
    price("/one", "64000");
    price("/two", "64000");
    assertThat(rates.read()).isTrue();
    var known = rates.lastKnown();
    said.clear();
    clock.move(Duration.ofMinutes(1));
    try (var next = rates(Duration.ofSeconds(20))) {
      assertThat(next.lastKnown()).as("with its source and its time").isEqualTo(known).isPresent();
      assertThat(next.estimatedCents(sats)).isEqualTo(640);
      assertThat(next.read()).isFalse();
      assertThat(next.latest()).as("not read by this process").isEmpty();
      price("/one", "70000");
      price("/two", "70000");
      assertThat(next.read()).isTrue();
      assertThat(next.latest().orElseThrow().usdCentsPerCoin()).isEqualTo(7_000_000);
      assertThat(next.estimatedCents(sats)).isEqualTo(700);
    }
    try (var third = rates(Duration.ofSeconds(20))) {
      assertThat(third.estimatedCents(sats)).as("the newest is kept").isEqualTo(700);
    }
  }

  @Test
  void sources_that_fail_leave_the_rate_as_old_as_it_is() {
    price("/one", "64000");
    price("/two", "64000");
    assertThat(rates.read()).isTrue();
    var before = rates.latest();
    clock.move(Duration.ofMinutes(4));
    said.clear();
    said.put("/one", "nonsense");
    assertThat(rates.read()).isFalse();
    assertThat(rates.latest()).isEqualTo(before);
    clock.move(Duration.ofMinutes(7));
    assertThat(rates.latest()).isEmpty();
    price("/two", "70000");
    price("/three", "70010");
    assertThat(rates.read()).isTrue();
    assertThat(rates.latest().orElseThrow().usdCentsPerCoin()).isEqualTo(7_000_500);
  }

  @Test
  void a_source_that_never_answers_and_one_that_never_ends_are_not_waited_for() {
    price("/one", "64000");
    price("/two", "64000");
    said.put("/three", SILENT);
    try (var hasty = rates(Duration.ofSeconds(3))) {
      assertThat(hasty.read()).isTrue();
    }
    said.put("/three", "{\"last\":\"" + "9".repeat(MedianRate.ANSWER_BYTES_MAX) + "\"}");
    assertThat(rates.read()).isTrue();
    assertThat(rates.latest().orElseThrow().usdCentsPerCoin()).isEqualTo(6_400_000);
  }

  @Test
  void the_worker_reads_by_itself() {
    price("/one", "64000");
    try (var running = MedianRate.open(db, List.of(address("/one")), clock)) {
      Awaitility.await().until(() -> running.latest().isPresent());
    }
  }

  @Test
  void a_fixed_rate_is_always_fresh() {
    var fixed = new FixedRate(10_000_000, clock);
    clock.move(Duration.ofDays(400));
    assertThat(fixed.latest().orElseThrow().isFresh(clock.instant())).isTrue();
  }

  private void price(String path, String dollars) {
    said.put(path, "{\"data\":{\"amount\":\"" + dollars + "\"}}");
  }

  private MedianRate rates(Duration wait) {
    return new MedianRate(
        db, List.of(address("/one"), address("/two"), address("/three")), clock, wait);
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }
}
