package caravel.engine.media.thumbnail;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.media.thumbnail.Thumbnail.Busy;
import caravel.engine.media.thumbnail.Thumbnail.None;
import caravel.engine.media.thumbnail.Thumbnail.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes smaller copies of pictures, each once, and keeps them. Decodes on platform threads of its
/// own: at most two pictures of the process, and one of a relay, at a time.
public final class Thumbnails implements AutoCloseable {
  /// Sides of the square that a copy fits into, in pixels.
  private static final List<Integer> SIDES = List.of(320, 640);

  /// Smaller files are sent as they are.
  static final int PICTURE_BYTES_MIN = 16 * 1024;

  /// Pictures that are decoded at the same time.
  private static final int DECODING_MAX = 2;

  /// Heap of one decoding besides the file: the decoder's picture, the pixels and the result.
  private static final long DECODING_BYTES = 24L << 20;

  /// The file itself and the part that the decoder is given.
  private static final int FILE_COPIES = 2;

  private static final Duration DECODING_TIME_MAX = Duration.ofSeconds(10);

  /// Longest wait of a request for its turn.
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private static final Duration THREAD_KEPT = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

  private final ThumbnailCache cache;
  private final LongSupplier nanos;
  private final Semaphore decoding = new Semaphore(DECODING_MAX);
  private final ConcurrentMap<String, Semaphore> decodingOfRelay = new ConcurrentHashMap<>();
  private final ConcurrentMap<ThumbnailCache.Key, CompletableFuture<Boolean>> making =
      new ConcurrentHashMap<>();
  private final AtomicInteger decoded = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          DECODING_MAX,
          DECODING_MAX,
          THREAD_KEPT.toSeconds(),
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(DECODING_MAX),
          Thread.ofPlatform().daemon().name("thumbnail-", 0).factory());

  /// @param folder for the copies; emptied
  /// @throws java.io.UncheckedIOException when the folder cannot be used
  public Thumbnails(Path folder) {
    this(folder, ThumbnailCache.Limits.STANDARD, System::nanoTime);
  }

  Thumbnails(Path folder, ThumbnailCache.Limits limits, LongSupplier nanos) {
    this.cache = new ThumbnailCache(folder, limits);
    this.nanos = nanos;
    threads.allowCoreThreadTimeOut(true);
  }

  /// The store of a picture.
  public interface Source {
    /// Reads the whole file.
    byte[] read() throws IOException;

    /// Stores the copy, unless the file was deleted in the meantime.
    void keep(Keeping keeping) throws IOException;
  }

  /// Stores a copy.
  public interface Keeping {
    void run() throws IOException;
  }

  /// Returns the side of the copies for this width: the next one that there is.
  ///
  /// @param width of the request; any text
  /// @return 0 = the picture itself
  public static int side(String width) {
    try {
      int wanted = Integer.parseInt(width);
      return wanted <= 0 ? 0 : SIDES.stream().filter(side -> side >= wanted).findFirst().orElse(0);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /// Finds a copy, or makes it. Waits for its turn, and for another request for the same copy.
  ///
  /// @param memory of the request
  /// @throws IOException when the picture cannot be read or the copy cannot be stored
  public Thumbnail find(Picture picture, int side, Source source, MemoryBudget.Account memory)
      throws IOException {
    if (picture.size() < PICTURE_BYTES_MIN || !isDecoded(picture.type())) {
      return new None();
    }
    var key = new ThumbnailCache.Key(picture.schema(), picture.hash(), side);
    var known = cache.find(key);
    if (known != null) {
      return known;
    }
    if (!isMade(key, picture, source, memory)) {
      return new Busy();
    }
    var made = cache.find(key);
    return made == null ? new Busy() : made;
  }

  private static boolean isDecoded(String type) {
    return type.equals("image/png") || type.equals("image/jpeg");
  }

  /// @return false = it could not be tried now
  private boolean isMade(
      ThumbnailCache.Key key, Picture picture, Source source, MemoryBudget.Account memory)
      throws IOException {
    var mine = new CompletableFuture<Boolean>();
    var running = making.putIfAbsent(key, mine);
    if (running != null) {
      return await(running);
    }
    try {
      // The request before may have ended since the copy was looked for.
      var known = cache.find(key);
      if (known instanceof Thumbnail.Ready ready) {
        ready.close();
      }
      var isMade = known != null || make(key, picture, source, memory);
      mine.complete(isMade);
      return isMade;
    } finally {
      mine.complete(false);
      making.remove(key);
    }
  }

  private boolean make(
      ThumbnailCache.Key key, Picture picture, Source source, MemoryBudget.Account memory)
      throws IOException {
    var ofRelay = decodingOfRelay.computeIfAbsent(key.schema(), _ -> new Semaphore(1));
    if (!acquire(ofRelay)) {
      return false;
    }
    try {
      if (!acquire(decoding)) {
        return false;
      }
      byte[] copy;
      var held = picture.size() * FILE_COPIES + DECODING_BYTES;
      memory.hold(held);
      try {
        copy = onThread(() -> decode(picture.type(), source.read(), key.side()));
      } finally {
        memory.release(held);
        decoding.release();
      }
      // A copy that is not smaller has no use.
      var isUseful = copy.length < picture.size();
      source.keep(() -> cache.put(key, isUseful ? copy : new byte[0], type(copy)));
      return true;
    } finally {
      ofRelay.release();
    }
  }

  private interface Decoding {
    byte[] run() throws IOException;
  }

  private byte[] onThread(Decoding work) throws IOException {
    var done = new CompletableFuture<byte[]>();
    threads.execute(() -> {
      try {
        done.complete(work.run());
      } catch (IOException | RuntimeException | Error failed) {
        done.completeExceptionally(failed);
      }
    });
    try {
      // Not bounded here: the decoder gives up by itself, and its place is free only then.
      return done.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException why ? why : new IOException(failed.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException(stop);
    }
  }

  /// @return empty = there is no copy
  private byte[] decode(String type, byte[] file, int side) throws IOException {
    var picture = EncodedPicture.parse(type, file);
    if (picture.isEmpty() || picture.get().longestSide() <= side) {
      return new byte[0];
    }
    decoded.incrementAndGet();
    long startNanos = nanos.getAsLong();
    var copy =
        PictureScaler.scale(
            picture.get(),
            side,
            () -> nanos.getAsLong() - startNanos > DECODING_TIME_MAX.toNanos());
    if (copy.isEmpty()) {
      LOG.debug("a picture of {} bytes was not decoded", file.length);
    }
    return copy.orElse(new byte[0]);
  }

  private static String type(byte[] copy) {
    return copy.length > 0 && copy[0] == (byte) 0xff ? "image/jpeg" : "image/png";
  }

  private static boolean acquire(Semaphore places) {
    try {
      return places.tryAcquire(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean await(CompletableFuture<Boolean> running) {
    try {
      return running.get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Deletes the copies of a picture.
  public void remove(String schema, String hash) {
    SIDES.forEach(side -> cache.remove(new ThumbnailCache.Key(schema, hash, side)));
  }

  /// Deletes the copies of all pictures of a relay.
  public void removeAll(String schema) {
    cache.removeAll(schema);
    decodingOfRelay.remove(schema);
  }

  /// Pictures that were decoded since the start.
  int decoded() {
    return decoded.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
