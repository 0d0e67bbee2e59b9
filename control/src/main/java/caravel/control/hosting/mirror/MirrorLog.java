package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.nostr.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Collects arriving events of one relay and stores them together. One thread writes; others ask
/// for the times.
final class MirrorLog {
  /// Events of so many bytes are stored at once.
  static final int BYTES_MAX = 256 * 1024;

  private final MirrorObjects objects;
  private final InstantSource clock;
  private final EventLines lines = new EventLines();
  private long lastMillis;
  private boolean fillsGap = true;
  private volatile Instant covered = Instant.EPOCH;
  private volatile @Nullable Instant waitingSince;
  private volatile @Nullable Instant storedAt;

  MirrorLog(MirrorObjects objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /// Takes over what earlier connections have stored.
  void load(MirrorListing listing) {
    covered = Instant.ofEpochMilli(listing.coveredUntil());
    lastMillis = listing.logs().isEmpty() ? 0 : listing.logs().getLast().to();
  }

  /// Until when no event is missing; the epoch = there is nothing yet.
  Instant covered() {
    return covered;
  }

  /// When the oldest event arrived that is not stored; null = all are.
  @Nullable Instant waitingSince() {
    return waitingSince;
  }

  /// When events were last stored by this process; null = not yet.
  @Nullable Instant storedAt() {
    return storedAt;
  }

  /// When the last stored event had arrived, in Unix milliseconds.
  long lastMillis() {
    return lastMillis;
  }

  /// Begins to fill the time since the last connection.
  void beginGap() {
    lines.clear();
    waitingSince = null;
    fillsGap = true;
  }

  /// Everything that arrived until this time was taken.
  void endGap(Instant until) throws BackupException {
    store();
    fillsGap = false;
    covered = until;
  }

  void add(Event event) throws BackupException {
    if (lines.isEmpty()) {
      waitingSince = clock.instant();
    }
    lines.add(event);
    if (lines.bytes() >= BYTES_MAX) {
      store();
    }
  }

  /// Stores the events if the oldest one waits this long.
  void storeAfter(Duration wait) throws BackupException {
    var now = clock.instant();
    var since = waitingSince;
    if (since == null) {
      covered = now;
    } else if (!now.isBefore(since.plus(wait))) {
      store();
    }
  }

  void store() throws BackupException {
    if (lines.isEmpty()) {
      return;
    }
    var now = clock.instant();
    lastMillis = Math.max(now.toEpochMilli(), lastMillis + 1);
    objects.putLog(lastMillis, fillsGap, lines.content());
    lines.clear();
    waitingSince = null;
    storedAt = now;
    if (!fillsGap) {
      covered = now;
    }
  }
}
