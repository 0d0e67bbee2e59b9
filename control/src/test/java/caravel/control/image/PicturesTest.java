package caravel.control.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.TestClock;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.outbound.OutboundGuard;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PicturesTest {
  private static final byte[] GIF = "GIF89a...".getBytes(StandardCharsets.ISO_8859_1);
  private static final PublicKey ALICE = SecretKey.parse("06".repeat(32)).publicKey();
  private static final PublicKey BOB = SecretKey.parse("07".repeat(32)).publicKey();
  private static final Duration SEEN_MAX = Duration.ofSeconds(15);

  private final TestClock clock = new TestClock();
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicReference<Fetched> internet =
      new AtomicReference<>(new Fetched.Answer(200, GIF));
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Pictures pictures = new Pictures(this::fetch, clock);

  @AfterEach
  void close() {
    gate.countDown();
    pictures.close();
  }

  @Test
  void a_picture_is_fetched_once_an_hour() {
    gate.countDown();
    assertThat(look(1)).isInstanceOf(ImageLookup.Picture.class);
    awaitKept();
    clock.move(Duration.ofMinutes(59));
    look(1);
    assertThat(fetches).hasValue(1);
    look(2);
    assertThat(fetches).hasValue(2);
    awaitKept();
    clock.move(Duration.ofMinutes(2));
    look(1);
    assertThat(fetches).hasValue(3);
  }

  @Test
  void many_viewers_at_once_cause_one_fetch() {
    var lookers = new ArrayList<CompletableFuture<ImageLookup>>();
    for (var i = 0; i < 20; i++) {
      lookers.add(CompletableFuture.supplyAsync(() -> look(1), Thread::startVirtualThread));
    }
    await().atMost(SEEN_MAX).until(() -> fetches.get() == 1);
    gate.countDown();
    assertThat(lookers)
        .allSatisfy(looker -> assertThat(looker.join()).isInstanceOf(ImageLookup.Picture.class));
    assertThat(fetches).hasValue(1);
  }

  @Test
  void one_with_slow_servers_leaves_places_to_others() {
    var lookers = new ArrayList<CompletableFuture<ImageLookup>>();
    for (var i = 0; i < Pictures.CALLER_LOOKS_MAX; i++) {
      var number = i;
      lookers.add(
          CompletableFuture.supplyAsync(() -> look(ALICE, number), Thread::startVirtualThread));
    }
    await().atMost(SEEN_MAX).until(() -> fetches.get() == Pictures.CALLER_LOOKS_MAX);
    assertThat(look(ALICE, 100)).isInstanceOf(ImageLookup.Unknown.class);
    assertThat(fetches).hasValue(Pictures.CALLER_LOOKS_MAX);
    lookers.add(CompletableFuture.supplyAsync(() -> look(BOB, 101), Thread::startVirtualThread));
    await().atMost(SEEN_MAX).until(() -> fetches.get() == Pictures.CALLER_LOOKS_MAX + 1);
    gate.countDown();
    assertThat(lookers)
        .allSatisfy(looker -> assertThat(looker.join()).isInstanceOf(ImageLookup.Picture.class));
  }

  @Test
  void where_none_was_is_looked_again_after_a_minute() {
    gate.countDown();
    internet.set(new Fetched.Answer(404, new byte[0]));
    assertThat(look(1)).isInstanceOf(ImageLookup.None.class);
    internet.set(new Fetched.Answer(200, GIF));
    assertThat(look(1)).isInstanceOf(ImageLookup.None.class);
    awaitKept();
    clock.move(Duration.ofSeconds(61));
    assertThat(look(1)).isInstanceOf(ImageLookup.Picture.class);
  }

  @Test
  void a_fetch_refused_as_busy_is_retried_at_once() {
    gate.countDown();
    internet.set(new Fetched.Busy());
    assertThat(look(1))
        .isInstanceOfSatisfying(
            ImageLookup.Unknown.class,
            unknown -> assertThat(unknown.problem()).isInstanceOf(Problem.TooMany.class));
    internet.set(new Fetched.Answer(200, GIF));
    assertThat(look(1)).isInstanceOf(ImageLookup.Picture.class);
  }

  @Test
  void the_cache_holds_so_many_bytes_and_no_more() {
    gate.countDown();
    var large = new byte[Pictures.BYTES_MAX];
    System.arraycopy(GIF, 0, large, 0, GIF.length);
    internet.set(new Fetched.Answer(200, large));
    var many = Pictures.CACHE_BYTES_MAX / Pictures.BYTES_MAX + 10;
    for (var i = 0; i < many; i++) {
      look(i);
    }
    await().atMost(SEEN_MAX).until(() -> pictures.bytesKept() <= Pictures.CACHE_BYTES_MAX);
    assertThat(pictures.bytesKept()).isGreaterThan(0);
  }

  @ParameterizedTest
  @CsvSource({
    "301, redirects to another",
    "302, redirects to another",
    "404, No picture",
    "500, No picture",
    "206, No picture"
  })
  void a_status_without_a_picture_is_reported(int status, String sentence) {
    gate.countDown();
    internet.set(new Fetched.Answer(status, GIF));
    assertThat(look(1))
        .isInstanceOfSatisfying(
            ImageLookup.None.class,
            none -> assertThat(none.problem().sentence()).contains(sentence));
  }

  /// The cache stores an expiry only after the caller was answered.
  private void awaitKept() {
    await().atMost(SEEN_MAX).until(() -> pictures.bytesKept() > 0);
  }

  private ImageLookup look(int number) {
    return look(ALICE, number);
  }

  private ImageLookup look(PublicKey caller, int number) {
    return pictures.of(caller, PublicUrl.parse("https://pictures.example/" + number));
  }

  private Fetched fetch(OutboundGuard.Wanted wanted) {
    assertThat(wanted.bytesMax()).isEqualTo(1024 * 1024);
    assertThat(wanted.waitMax()).isEqualTo(Duration.ofSeconds(5));
    fetches.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return internet.get();
  }
}
