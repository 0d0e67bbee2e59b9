package caravel.engine.media;

import caravel.engine.config.RelayConfig;
import caravel.engine.limits.MemoryBudget;
import caravel.engine.media.thumbnail.Thumbnail;
import caravel.engine.media.thumbnail.Thumbnails;
import caravel.nostr.PublicKey;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.PublicUrl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of one relay. Calls block on the disk or the network; call them on virtual threads.
///
/// The index decides what exists. Bytes are stored before the index names them, and deleted after
/// it has forgotten them, so a file is always whole. Bytes that a crash leaves behind are deleted
/// at the first use after the next start.
public final class MediaStore {
  /// Largest file, as in zooid: 10 MiB.
  public static final long FILE_BYTES_MAX = 10_485_760;

  /// Bytes of a relay whose configuration does not say it: 1 GiB.
  public static final long BYTES_MAX = 1L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(MediaStore.class);
  private static final int STRIPES = 16;

  private final MediaIndex index;
  private final MediaFolder folder;
  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

  /// Guards [#reserved], [#reservedOf] and [#settled].
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<PublicKey, Long> reservedOf = new HashMap<>();
  private long reserved;
  private boolean settled;
  private volatile boolean erased;

  /// Changes of the files since the start of the program.
  private final AtomicLong changes = new AtomicLong();

  private volatile @Nullable TotalUsage total;
  private volatile BlobStore blobs;
  private volatile RelayConfig.FileLimits limits;

  MediaStore(MediaIndex index, MediaFolder folder, RelayConfig.Blossom settings) {
    this.index = index;
    this.folder = folder;
    this.blobs = folder.blobs(settings);
    this.limits = settings.limits();
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  /// Applies a changed configuration. Files that are stored elsewhere are not moved.
  void configure(RelayConfig.Blossom settings) {
    blobs = folder.blobs(settings);
    limits = settings.limits();
  }

  /// @param changes the changes before it was read
  private record TotalUsage(MediaUsage usage, long changes) {}

  /// The answer to a reservation of space.
  public sealed interface Reservation {
    /// @param upload must be closed
    record Granted(MediaUpload upload) implements Reservation {}

    record Refused(Refusal why) implements Reservation {}
  }

  /// A reason why no file is stored.
  public enum Refusal {
    FILE_TOO_LARGE,
    RELAY_FULL,
    MEMBER_FULL,
    DISK_LOW
  }

  /// Why this file would be refused now; null = it would be taken.
  ///
  /// @param bytes of the file
  public @Nullable Refusal refusal(PublicKey owner, long bytes) throws IOException {
    if (bytes > fileBytesMax()) {
      return Refusal.FILE_TOO_LARGE;
    }
    if (folder.isDiskLow()) {
      return Refusal.DISK_LOW;
    }
    lock.lock();
    try {
      return fullBecause(owner, bytes);
    } finally {
      lock.unlock();
    }
  }

  /// Reserves space for a file of at most so many bytes and begins its upload.
  public Reservation reserve(PublicKey owner, long bytes) throws IOException {
    settle();
    var refusal = refusal(owner, bytes);
    if (refusal != null) {
      return new Reservation.Refused(refusal);
    }
    lock.lock();
    try {
      var full = fullBecause(owner, bytes);
      if (full != null) {
        return new Reservation.Refused(full);
      }
      reserved += bytes;
      reservedOf.merge(owner, bytes, Long::sum);
    } finally {
      lock.unlock();
    }
    try {
      return new Reservation.Granted(
          new MediaUpload(this, owner, bytes, folder.newTemporaryFile()));
    } catch (IOException failed) {
      release(owner, bytes);
      throw failed;
    }
  }

  /// The caller holds the lock.
  private @Nullable Refusal fullBecause(PublicKey owner, long bytes) throws IOException {
    if (index.usage(null).bytes() + reserved + bytes > bytesMax()) {
      return Refusal.RELAY_FULL;
    }
    var memberMax = limits.maxBytesPerMember();
    var ofOwner = reservedOf.getOrDefault(owner, 0L);
    return memberMax != null && index.usage(owner).bytes() + ofOwner + bytes > memberMax
        ? Refusal.MEMBER_FULL
        : null;
  }

  /// Bytes of all files of the relay beyond which none is stored.
  public long bytesMax() {
    var configured = limits.maxBytes();
    return configured == null ? BYTES_MAX : configured;
  }

  private long fileBytesMax() {
    var configured = limits.maxFileBytes();
    return configured == null ? FILE_BYTES_MAX : Math.min(configured, FILE_BYTES_MAX);
  }

  void release(PublicKey owner, long bytes) {
    lock.lock();
    try {
      reserved -= bytes;
      reservedOf.computeIfPresent(owner, (_, held) -> held == bytes ? null : held - bytes);
    } finally {
      lock.unlock();
    }
  }

  /// Stores a complete file and names its owners.
  MediaFile add(MediaEntry entry, Path bytes) throws IOException {
    var file = entry.file();
    var stripe = stripe(file.hash());
    stripe.lock();
    try {
      if (erased) {
        throw new IOException("the files of this relay were erased");
      }
      if (index.find(file.hash()).isEmpty()) {
        index.doubt(file.hash());
        blobs.put(file.hash(), bytes);
      }
      return index.add(entry);
    } finally {
      stripe.unlock();
      noteChange();
    }
  }

  /// Adds the owners of an entry to the file, if the relay has it.
  ///
  /// @return false = the relay has no such file
  public boolean addOwners(MediaEntry entry) throws IOException {
    var hash = entry.file().hash();
    var stripe = stripe(hash);
    stripe.lock();
    try {
      if (erased || index.find(hash).isEmpty()) {
        return false;
      }
      index.add(entry);
      return true;
    } finally {
      stripe.unlock();
      noteChange();
    }
  }

  /// Lists all files in the order of their hashes. Touches no file when there is no index.
  ///
  /// @param after the last hash of the page before; empty = the first page
  List<MediaEntry> entries(String after, int limit) throws IOException {
    return folder.hasIndex() ? index.entries(after, limit) : List.of();
  }

  /// Whether the files are being restored from a backup, so that none can be used yet.
  public boolean isRestoring() {
    return folder.isRestoring();
  }

  public Optional<MediaFile> find(BlobHash hash) throws IOException {
    return erased ? Optional.empty() : index.find(hash);
  }

  public boolean isOwner(BlobHash hash, PublicKey who) throws IOException {
    return index.isOwner(hash, who);
  }

  /// Opens a part of a file's bytes.
  ///
  /// @param from the first byte, counted from 0
  /// @param length at least 1, and within the file
  public InputStream read(BlobHash hash, long from, long length) throws IOException {
    return blobs.read(hash, from, length);
  }

  /// Finds or makes a copy of a picture that fits into a square. Waits while others are made.
  ///
  /// @param side of the square, in pixels
  /// @param memory of the request
  public Thumbnail thumbnail(MediaFile file, int side, MemoryBudget.Account memory)
      throws IOException {
    return folder.thumbnail(file, side, source(file), memory);
  }

  private Thumbnails.Source source(MediaFile file) {
    return new Thumbnails.Source() {
      @Override
      public byte[] read() throws IOException {
        try (var in = blobs.read(file.hash(), 0, file.size())) {
          return in.readAllBytes();
        }
      }

      @Override
      public void keep(Thumbnails.Keeping keeping) throws IOException {
        var stripe = stripe(file.hash());
        stripe.lock();
        try {
          if (find(file.hash()).isPresent()) {
            keeping.run();
          }
        } finally {
          stripe.unlock();
        }
      }
    };
  }

  /// Ends the ownership of a member. The file is deleted when it has no owner left.
  ///
  /// @return false = the relay has no such file
  public boolean removeOwner(BlobHash hash, PublicKey owner) throws IOException {
    var stripe = stripe(hash);
    stripe.lock();
    try {
      return switch (index.removeOwner(hash, owner)) {
        case ABSENT -> false;
        case KEPT -> true;
        case LAST -> {
          deleteDoubtful(hash);
          yield true;
        }
      };
    } finally {
      stripe.unlock();
      noteChange();
    }
  }

  /// Deletes a file, also if others own it.
  ///
  /// @return false = the relay has no such file
  public boolean delete(BlobHash hash) throws IOException {
    var stripe = stripe(hash);
    stripe.lock();
    try {
      if (!index.remove(hash)) {
        return false;
      }
      deleteDoubtful(hash);
      return true;
    } finally {
      stripe.unlock();
      noteChange();
    }
  }

  /// Fetches a file of another server, see [MediaStores#fetch].
  public Fetched fetch(PublicUrl url) {
    return folder.fetch(url);
  }

  /// Lists the files of one member, newest first.
  ///
  /// @param after the last file of the page before; null = the first page
  public List<MediaFile> list(PublicKey owner, @Nullable BlobHash after, int limit)
      throws IOException {
    return index.list(owner, after, limit);
  }

  /// Lists the files of the relay.
  ///
  /// @param after the `next` of the page before; empty = the first page
  /// @param limit files, at most [MediaPage#FILES_MAX]
  /// @throws IllegalArgumentException when `after` is not a cursor
  public MediaPage page(MediaPage.Sort sort, String after, int limit) throws IOException {
    var cursor = after.isEmpty() ? null : MediaPage.Cursor.parse(after);
    var entries = index.page(new MediaPage.Wanted(sort, cursor, limit));
    if (entries.size() < limit) {
      return new MediaPage(entries, "");
    }
    var last = entries.getLast().file();
    return new MediaPage(entries, new MediaPage.Cursor(sort.value(last), last.hash()).toString());
  }

  /// The usage of the whole relay, without opening the index if no file has changed since the last
  /// call. Empty while the files are being restored.
  public Optional<MediaUsage> totalUsage() throws IOException {
    if (isRestoring()) {
      return Optional.empty();
    }
    long before = changes.get();
    var known = total;
    if (known == null || known.changes() != before) {
      var usage = folder.hasIndex() ? index.usage(null) : MediaUsage.NONE;
      known = new TotalUsage(usage, before);
      total = known;
    }
    return Optional.of(known.usage());
  }

  private void noteChange() {
    changes.incrementAndGet();
    folder.noteChange(this);
  }

  /// @param owner null = the whole relay
  public MediaUsage usage(@Nullable PublicKey owner) throws IOException {
    return index.usage(owner);
  }

  /// Deletes all files and the index. Uploads that are running fail.
  void erase() throws IOException {
    erased = true;
    for (var stripe : stripes) {
      stripe.lock();
    }
    try {
      // Without an index no file was ever stored, also not in a bucket.
      if (folder.hasIndex()) {
        blobs.deleteAll();
        index.erase();
        folder.delete();
        folder.deleteThumbnails();
      }
    } finally {
      for (var stripe : stripes) {
        stripe.unlock();
      }
      noteChange();
    }
  }

  /// Deletes the bytes that an interrupted upload or deletion left behind. Once in the process; a
  /// failure is tried again at the next upload.
  private void settle() {
    lock.lock();
    try {
      if (settled) {
        return;
      }
      settled = true;
      for (var hash : index.doubtful()) {
        settle(hash);
      }
    } catch (IOException failed) {
      settled = false;
      LOG.warn("files that were not completely stored or deleted remain", failed);
    } finally {
      lock.unlock();
    }
  }

  private void settle(BlobHash hash) throws IOException {
    var stripe = stripe(hash);
    // An upload that holds the lock settles its own blob.
    if (stripe.tryLock()) {
      try {
        if (index.find(hash).isEmpty()) {
          blobs.delete(hash);
        }
        index.settle(hash);
      } finally {
        stripe.unlock();
      }
    }
  }

  /// The caller holds the stripe. The file is deleted already for its readers.
  private void deleteDoubtful(BlobHash hash) {
    folder.deleteThumbnails(hash);
    try {
      blobs.delete(hash);
      index.settle(hash);
    } catch (IOException failed) {
      LOG.warn("the bytes of a deleted file remain until the next start", failed);
    }
  }

  private ReentrantLock stripe(BlobHash hash) {
    return stripes[Math.floorMod(hash.hashCode(), STRIPES)];
  }
}
