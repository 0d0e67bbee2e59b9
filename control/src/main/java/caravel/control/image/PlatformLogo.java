package caravel.control.image;

import caravel.outbound.OutboundGuard;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator's logo (`ROBOT_PICTURE`), fetched through the outbound guard and served from this
/// origin. So the content policy holds, and no third party learns who opens a page.
///
/// One fetch serves all waiting requests. If a later fetch fails, the old logo is served.
final class PlatformLogo {
  static final int BYTES_MAX = 1024 * 1024;
  static final Duration WAIT_MAX = Duration.ofSeconds(5);
  static final Duration KEPT = Duration.ofHours(1);

  /// How long to wait after a failed fetch.
  static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private static final int SVG_HEAD_BYTES = 1024;
  private static final String SVG = "image/svg+xml";
  private static final String ACCEPT = "image/svg+xml,image/avif,image/webp,image/png,image/*";
  private static final Logger LOG = LoggerFactory.getLogger(PlatformLogo.class);

  private final Function<OutboundGuard.Wanted, Fetched> fetch;
  private final @Nullable PublicUrl url;
  private final InstantSource clock;
  private final AtomicReference<Known> known = new AtomicReference<>(new Known(null, Instant.MIN));
  private final AtomicReference<@Nullable CompletableFuture<Known>> looking =
      new AtomicReference<>();

  /// @param address from the settings; `""` = there is no logo
  PlatformLogo(Function<OutboundGuard.Wanted, Fetched> fetch, String address, InstantSource clock) {
    this.fetch = fetch;
    this.url = parse(address);
    this.clock = clock;
  }

  /// A picture that browsers can show.
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Picture(String type, byte[] bytes) {}

  /// @param until when to fetch again
  private record Known(@Nullable Picture picture, Instant until) {}

  Optional<Picture> find() {
    var last = known.get();
    if (url == null || clock.instant().isBefore(last.until())) {
      return Optional.ofNullable(last.picture());
    }
    var mine = new CompletableFuture<Known>();
    var running = looking.compareAndExchange(null, mine);
    if (running != null) {
      return Optional.ofNullable(
          last.picture() == null ? running.join().picture() : last.picture());
    }
    var next = last;
    try {
      next = look(url, last);
      known.set(next);
    } finally {
      looking.set(null);
      mine.complete(next);
    }
    return Optional.ofNullable(next.picture());
  }

  private Known look(PublicUrl from, Known last) {
    var fetched = fetch.apply(new OutboundGuard.Wanted(from, ACCEPT, BYTES_MAX, WAIT_MAX));
    if (fetched instanceof Fetched.Answer(var status, var body) && status == 200) {
      var type = type(body);
      if (type.isPresent()) {
        return new Known(new Picture(type.get(), body), clock.instant().plus(KEPT));
      }
    }
    LOG.warn(
        "ROBOT_PICTURE cannot be shown: {} gave no picture ({})",
        from.uri().getHost(),
        fetched.getClass().getSimpleName());
    return new Known(last.picture(), clock.instant().plus(RETRY_AFTER));
  }

  /// An SVG in an `img` runs no scripts, and this one is the operator's own.
  private static Optional<String> type(byte[] body) {
    var raster = Raster.of(body);
    if (raster.isPresent()) {
      return raster.map(Raster::type);
    }
    var length = Math.min(body.length, SVG_HEAD_BYTES);
    var head = new String(body, 0, length, StandardCharsets.UTF_8);
    return head.contains("<svg") ? Optional.of(SVG) : Optional.empty();
  }

  private static @Nullable PublicUrl parse(String address) {
    if (address.isEmpty()) {
      return null;
    }
    try {
      return PublicUrl.parseOperators(address);
    } catch (IllegalArgumentException refused) {
      LOG.warn("ROBOT_PICTURE cannot be shown: {}", refused.getMessage());
      return null;
    }
  }
}
