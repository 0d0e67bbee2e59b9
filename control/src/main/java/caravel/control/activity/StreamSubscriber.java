package caravel.control.activity;

import caravel.nostr.PublicKey;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One open stream: the owner of its events and the read position. Guarded by the lock of its
/// [StreamLog].
final class StreamSubscriber {
  /// No unread event.
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

  /// @param isCopy whether the event is a copy of one that listeners of all owners get
  boolean wants(PublicKey eventOwner, boolean isCopy) {
    return owner == null ? !isCopy : owner.equals(eventOwner);
  }

  /// Records an event for this subscriber, and wakes its reader.
  void arrived(long place) {
    if (firstUnread == NONE) {
      firstUnread = place;
    }
    unread.signal();
  }

  /// The position from which a reader at `place` continues. Skips events of other owners, which the
  /// log may have dropped.
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
