package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Makes the copies of one relay: the first one, and a new one when the relay no longer has the
/// events of the last. This is how a deletion without an event is noticed. One thread reads; others
/// ask for the state.
final class MirrorCopies {
  /// zooid's index of media, which has no signatures.
  private static final int MEDIA_INDEX = 24_242;

  /// A reading pauses after this time, so that a slow relay does not keep others from theirs.
  private static final Duration TURN_MAX = Duration.ofMinutes(10);

  private final MirrorObjects objects;
  private final MirrorLog log;
  private final MirrorPace pace;
  private final InstantSource clock;
  private volatile boolean isCopied;
  private volatile String gap = "";
  private volatile @Nullable Instant storedAt;

  private @Nullable CopyWriter running;
  private CopyTotal last = CopyTotal.UNKNOWN;
  private long lastStart;
  private Instant next = Instant.MIN;
  private long unsigned;

  MirrorCopies(MirrorObjects objects, MirrorLog log, MirrorPace pace, InstantSource clock) {
    this.objects = objects;
    this.log = log;
    this.pace = pace;
    this.clock = clock;
  }

  /// Whether an event can be stored anywhere else.
  static boolean isKept(Event event) {
    return !event.sig().isEmpty() && event.hasValidId();
  }

  /// Continues where the last process has ended.
  void load(MirrorListing listing) throws BackupException {
    isCopied = listing.copies().stream().anyMatch(copy -> copy.end() != null);
    if (listing.copies().isEmpty()) {
      return;
    }
    var newest = listing.copies().getLast();
    lastStart = newest.start();
    var end = newest.end();
    if (end == null) {
      running = CopyWriter.resume(objects, newest);
    } else {
      next = Instant.ofEpochMilli(end.end()).plus(pace.copy());
      last = objects.total(end);
    }
  }

  /// Whether there is a complete copy.
  boolean isCopied() {
    return isCopied;
  }

  /// A sentence about events that the last copy lacks; `""` = it lacks none.
  String gap() {
    return gap;
  }

  /// When a copy was last stored by this process; null = not yet.
  @Nullable Instant storedAt() {
    return storedAt;
  }

  boolean isDue() {
    return running != null || !clock.instant().isBefore(next);
  }

  /// Prepares for another connection: an unfinished copy continues after its last piece.
  void restart() {
    if (running != null) {
      running.restart();
    }
  }

  /// Reads all events, and writes a copy unless the last one has the same.
  ///
  /// @param isStopped whether to end; the copy is then continued later
  void read(RelayFeed feed, BooleanSupplier isStopped)
      throws FeedException, BackupException, InterruptedException {
    if (running == null && !isChanged() && isUnchanged(feed, isStopped)) {
      return;
    }
    if (running == null) {
      // A copy begins after the stored events, so that a restore finds the later ones in the log.
      log.store();
      lastStart = Math.max(clock.instant().toEpochMilli(), log.lastMillis() + 1);
      running = new CopyWriter(objects, lastStart);
    }
    var writer = running;
    unsigned = 0;
    var pages = new PagedRead(feed, Filter.all(), writer.until(), event -> take(event, writer));
    if (!readAll(pages, isStopped)) {
      writer.pause();
      return;
    }
    var now = clock.instant();
    last = writer.end(now.toEpochMilli());
    running = null;
    isCopied = true;
    storedAt = now;
    next = now.plus(pace.copy());
    gap = describeGap(pages);
  }

  /// Whether events have arrived since the last copy began.
  private boolean isChanged() {
    return !last.isKnown() || log.lastMillis() >= lastStart || log.waitingSince() != null;
  }

  private boolean isUnchanged(RelayFeed feed, BooleanSupplier isStopped)
      throws FeedException, BackupException, InterruptedException {
    var sum = new CopyTotal.Sum();
    var pages =
        new PagedRead(
            feed,
            Filter.all(),
            Long.MAX_VALUE,
            event -> {
              if (isKept(event)) {
                sum.add(event);
              }
            });
    if (!readAll(pages, isStopped)) {
      // A copy that is written can pause, but a comparison cannot.
      return isStopped.getAsBoolean();
    }
    var isSame = sum.total().equals(last);
    if (isSame) {
      next = clock.instant().plus(pace.copy());
    }
    return isSame;
  }

  private void take(Event event, CopyWriter writer) throws BackupException {
    if (isKept(event)) {
      writer.add(event);
    } else if (event.sig().isEmpty() && event.kind() != MEDIA_INDEX) {
      unsigned++;
    }
  }

  /// @return whether all events were read
  private boolean readAll(PagedRead pages, BooleanSupplier isStopped)
      throws FeedException, BackupException, InterruptedException {
    var turnEnds = clock.instant().plus(TURN_MAX);
    while (pages.next()) {
      log.storeAfter(pace.log());
      if (isStopped.getAsBoolean() || clock.instant().isAfter(turnEnds)) {
        return false;
      }
    }
    return true;
  }

  private String describeGap(PagedRead pages) {
    if (pages.fullSecond() >= 0) {
      return "more than "
          + PagedRead.SECOND_EVENTS_MAX
          + " events have the time "
          + pages.fullSecond()
          + ", and the relay does not show all of them";
    }
    return unsigned == 0
        ? ""
        : "the relay shows " + unsigned + " events without signatures, which are not mirrored";
  }
}
