package caravel.engine.session;

import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.EventBytes;
import java.util.List;

/// Writes the changes of the relay's own state: stores them, lets the state be taken over, and
/// delivers what is announced.
///
/// Its owner calls it within a lock.
final class CommitWriter {
  private final EventStore store;
  private final Delivery delivery;
  private boolean ended;

  CommitWriter(EventStore store, Delivery delivery) {
    this.store = store;
    this.delivery = delivery;
  }

  /// Writes one commit. Does nothing without changes.
  ///
  /// @param announced those of the changes that are delivered to subscriptions
  /// @param takeOver runs after the commit and before the delivery
  /// @throws StoreException when the write failed; then nothing has changed
  void write(List<Change> changes, List<EventBytes> announced, Runnable takeOver) {
    if (changes.isEmpty()) {
      return;
    }
    if (ended) {
      throw new StoreException("closed", new IllegalStateException("the relay is closed"));
    }
    announced.forEach(delivery::expect);
    try {
      JoinBatch.settled(store.write(changes));
    } catch (RuntimeException failed) {
      announced.forEach(delivery::unexpect);
      throw failed;
    }
    takeOver.run();
    announced.forEach(delivery::inTurn);
  }

  /// Ends all changes.
  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }
}
