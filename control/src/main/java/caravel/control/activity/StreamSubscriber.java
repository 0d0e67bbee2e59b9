package caravel.control.activity;

import caravel.nostr.PublicKey;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One open stream: whose events it carries and how far it has read. Guarded by the lock of its
/// [StreamLog].
final class StreamSubscriber {
  /// No event waits to be read.
  static final long NONE = -1;

  private final @Nullable PublicKey owner;
  private final Condition unread;
  private long readTo = NONE;
  private long firstUnread = NONE;

  /// @param owner null = the events of every owner
  StreamSubscriber(@Nullable PublicKey owner, Condition unread) {
    this.owner = owner;
    this.unread = unread;
  }

  @Nullable PublicKey owner() {
    return owner;
  }

  boolean wants(PublicKey eventOwner) {
    return owner == null || owner.equals(eventOwner);
  }

  /// Records that the event at `place` is for this subscriber, and wakes its reader.
  void arrived(long place) {
    if (firstUnread == NONE) {
      firstUnread = place;
    }
    unread.signal();
  }

  /// The place from which a reader at `place` reads on. Events between `readTo` and the first
  /// unread one belong to other owners, so that a reader never walks past them, and the log may
  /// drop them without losing the reader.
  long start(long place, long end) {
    if (place != readTo) {
      return place;
    }
    return firstUnread == NONE ? end : firstUnread;
  }

  /// Records that everything before `place` is read; `end` is the end of the log.
  void read(long place, long end) {
    readTo = place;
    firstUnread = place < end ? place : NONE;
  }

  /// Signalled by [#arrived].
  Condition unread() {
    return unread;
  }

  void wake() {
    unread.signalAll();
  }
}
