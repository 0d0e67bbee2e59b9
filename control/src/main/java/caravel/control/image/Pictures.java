package caravel.control.image;

import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import caravel.outbound.Bulkhead;
import caravel.outbound.OutboundGuard;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A cache of pictures from foreign servers. One fetch serves all viewers of a picture.
final class Pictures implements AutoCloseable {
  static final int BYTES_MAX = 1024 * 1024;
  static final Duration WAIT_MAX = Duration.ofSeconds(5);
  static final Duration KEPT = Duration.ofHours(1);

  /// How long an address without a picture is not fetched again.
  static final Duration NONE_KEPT = Duration.ofMinutes(1);

  static final int CACHE_BYTES_MAX = 32 * 1024 * 1024;

  /// Most pictures that are fetched at once for one caller, so that slow servers of one leave
  /// places for others.
  static final int CALLER_LOOKS_MAX = 8;

  private static final Duration CALLER_WAIT = Duration.ofSeconds(5);
  private static final int CALLERS_MAX = 10_000;
  private static final int ENTRY_BYTES = 1_024;
  private static final String ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/gif";

  private static final ImageLookup BUSY =
      new ImageLookup.Unknown(new Problem.TooMany(Duration.ofSeconds(1)));

  private final Function<OutboundGuard.Wanted, Fetched> fetch;
  private final ExecutorService crew =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("picture-", 0).factory());
  private final AsyncCache<String, ImageLookup> cache;
  private final Cache<PublicKey, Bulkhead> callers =
      Caffeine.newBuilder().maximumSize(CALLERS_MAX).build();

  Pictures(Function<OutboundGuard.Wanted, Fetched> fetch, InstantSource clock) {
    this.fetch = fetch;
    this.cache =
        Caffeine.newBuilder()
            .executor(crew)
            .maximumWeight(CACHE_BYTES_MAX)
            .weigher((String url, ImageLookup lookup) -> weight(url, lookup))
            .ticker(() -> nanos(clock.instant()))
            .expireAfter(Expiry.creating((String _, ImageLookup lookup) -> lifetime(lookup)))
            .buildAsync();
  }

  ImageLookup of(PublicKey caller, PublicUrl url) {
    var places = callers.get(caller, _ -> new Bulkhead(CALLER_LOOKS_MAX, CALLER_WAIT));
    return places.call(() -> of(url), () -> BUSY);
  }

  private ImageLookup of(PublicUrl url) {
    var key = url.uri().toString();
    try {
      var lookup = cache.get(key, _ -> look(url)).join();
      if (lookup instanceof ImageLookup.Unknown) {
        cache.synchronous().invalidate(key);
      }
      return lookup;
    } catch (CompletionException failed) {
      throw new IllegalStateException("a picture could not be looked for", failed);
    }
  }

  /// For a test of the size limit.
  long bytesKept() {
    cache.synchronous().cleanUp();
    return cache
        .synchronous()
        .policy()
        .eviction()
        .map(bound -> bound.weightedSize().orElse(0))
        .orElse(0L);
  }

  private ImageLookup look(PublicUrl url) {
    return switch (fetch.apply(new OutboundGuard.Wanted(url, ACCEPT, BYTES_MAX, WAIT_MAX))) {
      case Fetched.Answer(var status, var body) -> judge(status, body);
      case Fetched.Unreachable _ ->
          new ImageLookup.None(
              Problem.invalid("url", "This address can’t be reached from the internet."));
      case Fetched.TooLong _ -> none("The picture at this address is larger than 1 MiB.");
      case Fetched.Lost _ -> none("The server at this address isn’t responding.");
      case Fetched.Busy _ -> BUSY;
    };
  }

  private static ImageLookup judge(int status, byte[] body) {
    if (status >= 300 && status < 400) {
      return none("This link redirects to another one. Use the picture’s direct link.");
    }
    if (status != 200) {
      return none("No picture was found at this address.");
    }
    return Raster.of(body)
        .<ImageLookup>map(kind -> new ImageLookup.Picture(kind, body))
        .orElseGet(() -> none("What’s at this link isn’t a PNG, JPEG, GIF, WebP or AVIF picture."));
  }

  private static ImageLookup none(String sentence) {
    return new ImageLookup.None(new Problem.NotFound(sentence));
  }

  private static int weight(String url, ImageLookup lookup) {
    var bytes = lookup instanceof ImageLookup.Picture picture ? picture.bytes().length : 0;
    return ENTRY_BYTES + url.length() + bytes;
  }

  private static Duration lifetime(ImageLookup lookup) {
    return lookup instanceof ImageLookup.Picture ? KEPT : NONE_KEPT;
  }

  private static long nanos(Instant now) {
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public void close() {
    crew.shutdownNow();
  }
}
