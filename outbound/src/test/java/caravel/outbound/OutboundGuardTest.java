package caravel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.outbound.OutboundGuard.Fetched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The guard against a real server with real TLS. The name resolves to a public address; only the
/// dialled address is redirected.
final class OutboundGuardTest {
  private static final String PUBLIC = "93.184.216.34";
  private static final int BYTES_MAX = 1_000;

  /// Long enough for a loaded machine, where an answer is expected.
  private static final Duration LONG = Duration.ofSeconds(30);

  /// Where no answer is expected.
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final Fetched LATE = new Fetched.Lost("no answer in time");
  private static final Fetched HANDSHAKE = new Fetched.Lost("SSLHandshakeException");

  @TempDir static Path folder;
  private static Stranger stranger;

  private final List<InetAddress> dialled = new ArrayList<>();
  private final AtomicInteger lookUps = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile List<String> leadsTo = List.of(PUBLIC);
  private OutboundGuard outboundGuard;

  @BeforeAll
  static void come() throws IOException, GeneralSecurityException, InterruptedException {
    stranger = new Stranger(folder);
  }

  @AfterAll
  static void go() {
    stranger.close();
  }

  @BeforeEach
  void open() throws GeneralSecurityException, IOException {
    stranger.asked.clear();
    stranger.answer(200, "hello".getBytes(StandardCharsets.UTF_8));
    outboundGuard = OutboundGuard.open(names(), stranger.trust());
  }

  @AfterEach
  void close() {
    over.countDown();
    outboundGuard.close();
  }

  @Test
  void a_public_address_is_fetched_under_its_own_name() throws UnknownHostException {
    assertThat(fetch("https://pictures.example/a%20b?c=d#e"))
        .isInstanceOfSatisfying(
            Fetched.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.body()).asString().isEqualTo("hello");
            });
    assertThat(dialled).containsExactly(InetAddress.getByName(PUBLIC));
    assertThat(stranger.asked)
        .singleElement()
        .satisfies(asked -> {
          assertThat(asked.host()).isEqualTo(Stranger.NAME);
          assertThat(asked.path()).isEqualTo("/a%20b?c=d");
          assertThat(asked.sni()).contains(Stranger.NAME);
          assertThat(asked.headers()).doesNotContainIgnoringCase("accept-encoding", "cookie");
        });
  }

  @Test
  void a_message_is_posted_to_a_public_address_and_to_no_other() {
    stranger.behave(exchange -> {
      var sent =
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestHeaders().getFirst("Content-Type")
              + " "
              + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var echo = sent.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(202, echo.length);
      exchange.getResponseBody().write(echo);
    });
    var message =
        new OutboundGuard.Message(
            PublicUrl.parse("https://pictures.example/"),
            "application/json",
            "{}".getBytes(StandardCharsets.UTF_8),
            BYTES_MAX,
            LONG);
    leadsTo = List.of("127.0.0.1");
    assertThat(outboundGuard.post(message)).isEqualTo(new Fetched.Unreachable());
    leadsTo = List.of(PUBLIC);
    assertThat(outboundGuard.post(message))
        .isInstanceOfSatisfying(
            Fetched.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(202);
              assertThat(answer.body()).asString().isEqualTo("POST application/json {}");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"})
  void a_name_that_leads_inside_is_never_dialled(String inside) {
    leadsTo = List.of(inside);
    assertThat(fetch("https://pictures.example/")).isEqualTo(new Fetched.Unreachable());
    leadsTo = List.of(PUBLIC, inside);
    assertThat(fetch("https://pictures.example/")).isEqualTo(new Fetched.Unreachable());
    assertThat(dialled).isEmpty();
    assertThat(stranger.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/"
      })
  void an_address_that_is_written_out_is_checked_as_a_name_is(String url) {
    try (var real =
        OutboundGuard.open(
            new CheckedNames(HostResolver.SYSTEM, this::dial), new SslContextFactory.Client())) {
      assertThat(real.fetch(wanted(url, LONG))).isEqualTo(new Fetched.Unreachable());
    }
    assertThat(dialled).isEmpty();
  }

  @Test
  void a_name_that_is_unknown_cannot_be_told_from_one_that_leads_inside() {
    leadsTo = List.of();
    assertThat(fetch("https://pictures.example/")).isEqualTo(new Fetched.Unreachable());
    leadsTo = List.of("unknown");
    assertThat(fetch("https://pictures.example/")).isEqualTo(new Fetched.Unreachable());
  }

  /// A second look-up could differ from the checked one.
  @Test
  void a_name_is_looked_up_once_a_connection() {
    fetch("https://pictures.example/");
    assertThat(lookUps).hasValue(1);
    assertThat(dialled).hasSize(1);
  }

  @Test
  void a_guard_of_one_address_dials_no_other_and_asks_for_the_name() throws Exception {
    try (var fixed =
        OutboundGuard.open(CheckedNames.leadingTo(stranger.address()), stranger.trust())) {
      assertThat(fixed.fetch(wanted("https://pictures.example/", LONG)))
          .isInstanceOf(Fetched.Answer.class);
    }
    assertThat(stranger.asked)
        .singleElement()
        .satisfies(asked -> assertThat(asked.host()).isEqualTo(Stranger.NAME));
    assertThat(lookUps).hasValue(0);
  }

  @Test
  void a_redirect_is_an_answer_and_not_followed() {
    stranger.behave(exchange -> {
      exchange.getResponseHeaders().add("Location", "https://pictures.example/elsewhere");
      exchange.sendResponseHeaders(302, -1);
    });
    assertThat(fetch("https://pictures.example/"))
        .isInstanceOfSatisfying(
            Fetched.Answer.class, answer -> assertThat(answer.status()).isEqualTo(302));
    assertThat(stranger.asked).hasSize(1);
  }

  @Test
  void a_certificate_of_another_name_is_refused() {
    assertThat(fetch("https://other.example/")).isEqualTo(HANDSHAKE);
    assertThat(stranger.asked).isEmpty();
  }

  @Test
  void an_untrusted_certificate_is_refused() {
    try (var strict = OutboundGuard.open(names(), new SslContextFactory.Client())) {
      assertThat(strict.fetch(wanted("https://pictures.example/", LONG))).isEqualTo(HANDSHAKE);
    }
    assertThat(stranger.asked).isEmpty();
  }

  @Test
  void as_much_as_is_wanted_comes_and_no_byte_more() {
    stranger.answer(200, new byte[BYTES_MAX]);
    assertThat(fetch("https://pictures.example/")).isInstanceOf(Fetched.Answer.class);
    stranger.answer(200, new byte[BYTES_MAX + 1]);
    assertThat(fetch("https://pictures.example/")).isEqualTo(new Fetched.TooLong());
    stranger.behave(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(new byte[BYTES_MAX + 1]);
    });
    assertThat(fetch("https://pictures.example/")).isEqualTo(new Fetched.TooLong());
  }

  @Test
  void one_that_drips_is_given_up() {
    stranger.behave(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      var out = exchange.getResponseBody();
      while (!isOverSoon()) {
        out.write(1);
        out.flush();
      }
    });
    var start = System.nanoTime();
    assertThat(outboundGuard.fetch(wanted("https://pictures.example/", SHORT))).isEqualTo(LATE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void one_that_never_answers_is_given_up() {
    stranger.behave(_ -> waitForTheEnd());
    assertThat(outboundGuard.fetch(wanted("https://pictures.example/", SHORT))).isEqualTo(LATE);
  }

  private Fetched fetch(String url) {
    return outboundGuard.fetch(wanted(url, LONG));
  }

  private static OutboundGuard.Wanted wanted(String url, Duration waitMax) {
    return new OutboundGuard.Wanted(PublicUrl.parse(url), "image/png", BYTES_MAX, waitMax);
  }

  private CheckedNames names() {
    return new CheckedNames(
        _ -> {
          lookUps.incrementAndGet();
          var addresses = new ArrayList<InetAddress>();
          for (var address : leadsTo) {
            if (address.equals("unknown")) {
              throw new UnknownHostException("no such name");
            }
            addresses.add(InetAddress.ofLiteral(address));
          }
          return addresses;
        },
        this::dial);
  }

  private InetSocketAddress dial(InetAddress address, int port) {
    assertThat(port).isEqualTo(PublicUrl.PORT);
    dialled.add(address);
    return stranger.address();
  }

  private boolean isOverSoon() {
    try {
      return over.await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void waitForTheEnd() {
    try {
      over.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
