package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.nostr.Event;

/// Writes a copy of all events of a relay, in pieces, so that an interrupted one continues after
/// its last piece. Used by one thread.
final class CopyWriter {
  /// Size of a piece, before compression. The last event may exceed it.
  static final int PART_BYTES = 4 * 1024 * 1024;

  private final MirrorObjects objects;
  private final long start;
  private final CopyTotal.Sum sum = new CopyTotal.Sum();
  private final EventLines lines = new EventLines();
  private boolean isWhole = true;
  private int parts;
  private long until = Long.MAX_VALUE;
  private long untilStored = Long.MAX_VALUE;

  /// @param start when it begins: live events are received from then on
  CopyWriter(MirrorObjects objects, long start) {
    this.objects = objects;
    this.start = start;
  }

  /// Continues a copy that is not complete.
  static CopyWriter resume(MirrorObjects objects, MirrorListing.Copy copy) {
    var writer = new CopyWriter(objects, copy.start());
    if (!copy.parts().isEmpty()) {
      var last = copy.parts().getLast();
      writer.parts = last.number() + 1;
      writer.untilStored = last.until();
    }
    writer.restart();
    return writer;
  }

  /// Forgets the events since the last piece, because the reading was interrupted.
  void restart() {
    lines.clear();
    until = untilStored;
    isWhole = false;
  }

  /// Stores the events so far, so that the copy can continue after them.
  void pause() throws BackupException {
    if (!lines.isEmpty()) {
      storePart();
    }
    restart();
  }

  /// `created_at` at which the reading goes on, inclusive.
  long until() {
    return until;
  }

  void add(Event event) throws BackupException {
    sum.add(event);
    lines.add(event);
    until = Math.min(until, event.createdAt());
    if (lines.bytes() >= PART_BYTES) {
      storePart();
    }
  }

  /// Stores the last piece and marks the copy as complete.
  ///
  /// @return its total; unknown if it was interrupted
  CopyTotal end(long now) throws BackupException {
    if (!lines.isEmpty()) {
      storePart();
    }
    var total = isWhole ? sum.total() : CopyTotal.UNKNOWN;
    objects.putCopyEnd(start, now, total);
    return total;
  }

  private void storePart() throws BackupException {
    objects.putCopyPart(start, parts, until, lines.content());
    parts++;
    untilStored = until;
    lines.clear();
  }
}
